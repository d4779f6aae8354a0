import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulationReport } from '../../src/testing/index.js';
import { providerSource, withConfig } from './config-files.js';
import { NO_KEY, run } from './shell-of.js';

const SHORT = ['simulate', '--hours', '1', '--per-second', '0.5'];

async function simulated(...flags: string[]): Promise<SimulationReport> {
  const { stdout } = await run([...SHORT, '--json', ...flags]);
  return JSON.parse(stdout);
}

/** Which models failed by more than bad luck. */
function away({ models }: SimulationReport): readonly string[] {
  return models.filter(({ failures }) => (failures['server'] ?? 0) >= 3).map(({ model }) => model);
}

describe('llm-orchestrator simulate', () => {
  it('reports an hour with an outage of whoever is asked first', async () => {
    const { exitCode, stdout, stderr } = await run(SHORT);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NO_KEY });
    expect(stdout).toContain('Simulation of 1 h, seed 1\n');
    expect(stdout).toMatch(/^Availability +\d+(\.\d+)? %/m);
    expect(stdout).toMatch(/^anthropic\/claude-sonnet-4 +failure +\d/m);
  });

  it('is the same day with the same seed, and another with another', async () => {
    const [one, same, other] = await Promise.all([
      simulated('--seed', '7'),
      simulated('--seed', '7'),
      simulated('--seed', '8'),
    ]);
    expect(same).toEqual(one);
    expect(other.requests).not.toBe(one.requests);
  });

  it('prefers what it is told to, and hits who would be asked first then', async () => {
    const report = await simulated('--preference', 'quality');
    expect(away(report)).toEqual(['openai/gpt-4']);
    const [first] = report.models.toSorted((one, other) => other.answered - one.answered);
    expect(first?.model).toBe('openai/gpt-4');
  });

  it('takes away whom it is told to: one model, or a provider with all of them', async () => {
    const model = await simulated('--outage', 'openai/gpt-4', '--preference', 'quality');
    expect(away(model)).toEqual(['openai/gpt-4']);
    const provider = await simulated('--outage', 'anthropic', '--preference', 'speed');
    expect(away(provider)).toContain('anthropic/claude-haiku-4');
  });

  it('streams as many as it is told to', async () => {
    const streams = await simulated('--streams', '1');
    const none = await simulated('--streams', '0');
    expect(streams.timeToFirstTokenMs.p50).toBeGreaterThan(0);
    expect(none.timeToFirstTokenMs.p50).toBeNull();
  });

  it('names the nearest of an outage that nobody can have', async () => {
    const { exitCode, stderr } = await run([...SHORT, '--outage', 'openai/gpt-5']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--outage: unknown "openai/gpt-5"; did you mean "openai/gpt-4"?');
  });

  it('writes the page where it is told to', async () => {
    const directory = withConfig('');
    const { stdout, stderr } = await run([...SHORT, '--html', 'day.html'], { directory });
    expect(stderr).toContain('The page is in day.html.\n');
    expect(stdout).toContain('Availability');
    const page = readFileSync(join(directory, 'day.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('anthropic/claude-sonnet-4');
  });

  it('fails where the page cannot be written', async () => {
    const directory = withConfig('');
    const { exitCode, stderr } = await run([...SHORT, '--html', 'no/day.html'], { directory });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ENOENT');
  });

  it('asks neither the models of a configuration, nor its store, detector and difficulty', async () => {
    const fail = `() => { throw new Error('asked') }`;
    const methods = ['reserve', 'settle', 'coolDown', 'snapshot', 'reset'];
    const store = `{ ${methods.map((name) => `${name}: ${fail}`).join()} }`;
    const directory = withConfig(`export default {
      providers: [${providerSource(fail)}],
      store: ${store},
      difficulty: ${fail},
      detector: { intents: ['support', 'sales'], detect: ${fail} },
      routes: { sales: ['acme/small'] },
      models: { 'acme/small': { price: { input: 1, output: 2 } } },
    }`);
    const args = [...SHORT, '--json', '--config', 'llm.config.mjs'];
    const { exitCode, stdout, stderr } = await run(args, { directory });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report: SimulationReport = JSON.parse(stdout);
    expect(report.violations).toEqual([]);
    expect(report.costUsd).toBeGreaterThan(0);
    // With one provider a single model is away, so that there is somebody left.
    expect(away(report)).toEqual(['acme/large']);
    for (const { answered } of report.models) expect(answered).toBeGreaterThan(300);
  });

  it('needs options: an orchestrator does not show its own', async () => {
    const names = ['generate', 'stream', 'explain', 'stats', 'health', 'reset', 'onAny', 'close'];
    const directory = withConfig(
      `export default { ${names.map((name) => `${name}() {}`).join()} }`,
    );
    const args = [...SHORT, '--config', 'llm.config.mjs'];
    const { exitCode, stderr } = await run(args, { directory });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--config: expected options, got an Orchestrator');
  });
});
