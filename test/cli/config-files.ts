import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a configuration where nobody else looks, until the test is over. Returns its directory. */
export function withConfig(source: string, name = 'llm.config.mjs'): string {
  const directory = mkdtempSync(join(tmpdir(), 'llm-orchestrator-cli-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, name), source);
  return directory;
}

/** Source of a provider of two models, which answers as `generate` says. */
export function providerSource(generate: string, name = 'acme'): string {
  return `{
    name: '${name}',
    models: [
      { id: 'large', quality: 0.9, price: { input: 2, output: 8 }, contextWindow: 400000 },
      { id: 'small', quality: 0.4 },
    ],
    generate: ${generate},
  }`;
}

/** Source of a `generate` that answers. */
export const ANSWERS = `async () => ({
  content: [{ type: 'text', text: 'The moon pulls.' }],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 4 },
})`;
