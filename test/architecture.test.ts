import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src/', import.meta.url);

/** Runs in a browser, by a clock that tests move there. */
const PAGE = 'http/dashboard/page/';

/** Every source file, by its path in `src`, without its comments. */
const sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith(PAGE))
    .map((path) => [path, withoutComments(readFileSync(new URL(path, SRC), 'utf8'))]),
);

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

/** The files in which the pattern is found. */
function filesWith(pattern: RegExp): readonly string[] {
  return [...sources].filter(([, code]) => pattern.test(code)).map(([path]) => path);
}

describe('the sources', () => {
  it('are all read', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(sources.get('orchestrator.ts')).toContain('export class Orchestrator');
  });

  it.each([
    ['wall time', /\bDate\.now\b|\bnew Date\(\)/],
    ['elapsed time', /\bperformance\.now\b/],
    ['timers', /(?<![.\w])(setTimeout|setInterval|setImmediate|clearTimeout)\((?!\w+: )/],
  ])('take %s from the clock they are given, which one file makes', (_, pattern) => {
    expect(filesWith(pattern)).toEqual(['support/system-clock.ts']);
  });

  it('name one source of random numbers, as a default', () => {
    expect(filesWith(/\bMath\.random\b/)).toEqual(['configuration/resolve-options.ts']);
    expect(sources.get('configuration/resolve-options.ts')).toContain('random = Math.random');
  });

  it('run anywhere: no built-in module of Node is imported, but by the command', () => {
    const importers = filesWith(/\bfrom 'node:|\bimport\('node:|\brequire\(/);
    expect(importers.filter((path) => !path.startsWith('cli/'))).toEqual([]);
    expect(filesWith(/\bBuffer\b|\b__dirname\b/)).toEqual([]);
  });

  it('read the environment in `env` alone, and where the command begins', () => {
    const readers = filesWith(/\benv\b.*\bprocess\b|\bprocess\b.*\benv\b|\bimport\.meta\.env\b/);
    expect(readers.filter((path) => !path.startsWith('env/'))).toEqual(['cli/node-shell.ts']);
  });
});
