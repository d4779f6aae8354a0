import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './shell-of.js';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
/** Commands with what they print: `serve` prints a port, and is tested by itself. */
const shown = [...page.matchAll(/^\$ npx llm-orchestrator ((?!serve).*)\n([\s\S]*?)```$/gm)];

describe('docs/cli.md', () => {
  it('shows three commands', () => {
    expect(shown).toHaveLength(3);
  });

  it.each(shown.map(([, command = '', output = '']) => [command, output] as const))(
    'shows what %s prints',
    async (line, output) => {
      const [command = '', lines] = line.split(' | head -');
      const args = command.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
      const { stdout } = await run(args);
      const seen = lines === undefined ? stdout : stdout.split('\n').slice(0, Number(lines));
      expect(lines === undefined ? seen : `${(seen as string[]).join('\n')}\n`).toBe(output);
    },
  );
});
