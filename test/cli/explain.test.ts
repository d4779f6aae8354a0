import { describe, expect, it } from 'vitest';
import { ANSWERS, providerSource, withConfig } from './config-files.js';
import { NO_KEY, run } from './shell-of.js';

const PROMPT = 'Explain tides to a child';

describe('llm-orchestrator explain', () => {
  it('shows what the prompt is for and why, and who would be asked with which score', async () => {
    const { exitCode, stdout, stderr } = await run(['explain', PROMPT]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NO_KEY });
    expect(stdout).toMatch(/^Intent {8}education \(0\.\d\d\)$/m);
    expect(stdout).toMatch(/^Because of {4}.*en\.explain@0/m);
    expect(stdout).toMatch(/^Preference {4}balanced$/m);
    expect(stdout).toMatch(/^Expected {6}\d+ tokens in, \d+ out$/m);
    expect(stdout).toMatch(/^Cost at most {2}\$\d+\.\d{6}$/m);
    expect(stdout).toMatch(/^Would be asked +score +cost +speed +quality +health$/m);
    expect(stdout).toMatch(/^anthropic\/claude-sonnet-4( +0\.\d{3}){5}$/m);
    expect(stdout.match(/^(openai|anthropic)\//gm)).toHaveLength(4);
    expect(stdout).toContain('\nNo model is excluded.\n');
  });

  it('names those who are left out, and why', async () => {
    const long = `Summarize this: ${'word '.repeat(10_000)}`;
    const { stdout } = await run(['explain', '--preference', 'quality', long]);
    expect(stdout).toMatch(/^Preference {4}quality$/m);
    expect(stdout).toMatch(/^Excluded +reason +detail$/m);
    expect(stdout).toMatch(/^openai\/gpt-4 +context-too-small +about \d+ tokens/m);
  });

  it('takes the intent as it is told, and decides as for a stream', async () => {
    const whole = await run(['explain', '--intent', 'writing', '--json', PROMPT]);
    const stream = await run(['explain', '--intent=writing', '--json', '--stream', PROMPT]);
    const [planned, streamed] = [whole, stream].map(({ stdout }) => JSON.parse(stdout));
    expect(planned).toMatchObject({ intent: 'writing', intentConfidence: 1 });
    expect(planned.candidates).toHaveLength(4);
    expect(streamed.candidates[0].parts.speed).toBeGreaterThan(planned.candidates[0].parts.speed);
  });

  it('fails for an intent that nobody knows, and names the nearest', async () => {
    const { exitCode, stderr } = await run(['explain', '--intent', 'writting', PROMPT]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('did you mean "writing"?');
  });

  it('reads a prompt of - from standard input, and joins words that nobody has quoted', async () => {
    const readInput = () => Promise.resolve(PROMPT);
    const piped = await run(['explain', '--json', '-'], { readInput });
    const spread = await run(['explain', '--json', ...PROMPT.split(' ')]);
    expect(JSON.parse(piped.stdout)).toMatchObject({ intent: 'education' });
    expect(spread.stdout).toBe(piped.stdout);
  });

  it('takes what follows -- as the prompt', async () => {
    const { exitCode, stdout } = await run(['explain', '--json', '--', '--help']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).candidates).toHaveLength(4);
  });

  it('says where a price is not known, where nobody is left, and what it warns of', async () => {
    const provider = providerSource(ANSWERS);
    const models = "{ 'acme/large': { enabled: false }, 'acme/small': { enabled: false } }";
    const source = `export default { providers: [${provider}], models: ${models} }`;
    const args = ['explain', '--config', 'llm.config.mjs', PROMPT];
    const { stdout } = await run(args, { directory: withConfig(source) });
    expect(stdout).toContain('\nNobody would be asked.\n');
    expect(stdout).toMatch(/^acme\/large +disabled +switched off in `models`$/m);
    const priceless = `export default { providers: [${provider}] }`;
    const plan = await run(args, { directory: withConfig(priceless) });
    expect(plan.stdout).toMatch(/^Cost at most {2}unknown$/m);
  });

  it('says of a model why it stands where it does not belong', async () => {
    const provider = providerSource(ANSWERS);
    const router = `{ rank: ({ candidates }) => candidates.map(({ model }, index) =>
      ({ model, score: 1 - index / 2, ...(index === 0 ? { explored: true } : { slowStart: true }) })) }`;
    const directory = withConfig(`export default { providers: [${provider}], router: ${router} }`);
    const { stdout } = await run(['explain', '--config', 'llm.config.mjs', 'x'], { directory });
    expect(stdout).toMatch(/^Would be asked +score +because$/m);
    expect(stdout).toMatch(/^acme\/large +1\.000 +to be tried$/m);
    expect(stdout).toMatch(/^acme\/small +0\.500 +just back from a rest$/m);
  });

  it('prints no bold but the heads', async () => {
    const paint = { bold: (line: string) => `<b>${line}</b>` };
    const { stdout } = await run(['explain', PROMPT], { paint });
    expect(stdout.match(/<b>.*<\/b>/g)).toEqual([
      expect.stringMatching(/^<b>Would be asked .* health<\/b>$/),
    ]);
  });
});
