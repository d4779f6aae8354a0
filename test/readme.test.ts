import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every TypeScript block of the pages, each a file of its own. */
function snippets(): ReadonlyMap<string, string> {
  return new Map(
    [
      'README.md',
      'docs/ai-sdk.md',
      'docs/cli.md',
      'docs/http.md',
      'docs/intents.md',
      'docs/langchain.md',
      'docs/openai-compatible.md',
      'docs/observability.md',
      'docs/resilience.md',
      'docs/routing.md',
    ].flatMap((page) => {
      const text = readFileSync(join(ROOT, page), 'utf8');
      const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);
      const name = page.replace(/\W/g, '-');
      return blocks.map((code, index) => [join(ROOT, `${name}-${index + 1}.ts`), code] as const);
    }),
  );
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  );
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
}

it('every snippet of the README and of the documents compiles against the package as users import it', () => {
  const files = snippets();
  expect(files.size).toBeGreaterThan(8);
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (name) => files.has(name) || disk.fileExists(name);
  host.readFile = (name) => files.get(name) ?? disk.readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const code = files.get(name);
    return code === undefined
      ? disk.getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, code, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && dirname(file.fileName) === dirname(join(ROOT, 'x')))
    .map(({ file, messageText }) => {
      return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  expect(problems).toEqual([]);
}, 120_000);
