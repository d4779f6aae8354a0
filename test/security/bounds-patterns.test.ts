import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { growth, LINEAR } from './growth.js';

const SRC = new URL('../../src/', import.meta.url);

/** Read no text of others: the base64 of the owner's own key, and a header that another pattern has let pass. */
const HARMLESS = ['/=+$/', String.raw`/([\d.]+)(h|ms|m|s)/g`];

/** Every regular expression in the sources, by its file. */
const patterns = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => patternsIn(readFileSync(new URL(path, SRC), 'utf8')).map(inFile(path)));

function inFile(path: string): (pattern: string) => readonly [string, string] {
  return (pattern) => [path.replaceAll('\\', '/'), pattern];
}

function patternsIn(code: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', code, ts.ScriptTarget.Latest));
  return found;
}

/** What the pattern itself is made of, over and over, and never quite to its end. */
function evilTexts(pattern: string, size: number): readonly string[] {
  const parts = new Set(pattern.match(/[A-Za-z]{2,}|[^\w\s]/g));
  const seeds = ['a', '0', ' ', '\n', '\r', '-', 'a.b(', 'é', ...parts];
  const [first = ''] = parts;
  return seeds.flatMap((seed) => {
    const repeated = seed.repeat(Math.ceil(size / seed.length)).slice(0, size);
    return [`${repeated}\u0001`, `x${repeated}`, `${first}${repeated}\u0001`];
  });
}

function searching(pattern: string): (size: number) => () => void {
  const end = pattern.lastIndexOf('/');
  const expression = new RegExp(pattern.slice(1, end), pattern.slice(end + 1));
  return (size) => {
    const texts = evilTexts(pattern, size);
    return () => {
      for (const text of texts) {
        expression.lastIndex = 0;
        expression.exec(text);
      }
    };
  };
}

describe('the patterns of the sources', () => {
  it('are all found', () => {
    expect(patterns.length).toBeGreaterThan(80);
    for (const pattern of HARMLESS) expect(patterns.map(([, found]) => found)).toContain(pattern);
  });

  it.each(patterns.filter(([, pattern]) => !HARMLESS.includes(pattern)))(
    'take twice as long for twice the text, whatever it is: %s %s',
    async (_path, pattern) => {
      // Short ones first: what grows with each character would not come to its end.
      expect(await growth(searching(pattern), 8, { doublings: 1, most: 50 })).toBeLessThan(50);
      expect(await growth(searching(pattern), 512)).toBeLessThan(LINEAR);
    },
  );

  it('would be found out', async () => {
    expect(await growth(searching(HARMLESS[0] ?? ''), 512)).toBeGreaterThan(LINEAR);
    expect(await growth(searching('/^(=+)+$/'), 8, { doublings: 1 })).toBeGreaterThan(50);
  });
});
