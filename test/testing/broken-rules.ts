import type { SuiteRunner } from '../../src/testing/index.js';

/** Runs a contract suite without a test runner. Returns the rules that the subject breaks. */
export async function brokenRules(
  describeSubject: (runner: SuiteRunner) => void,
): Promise<readonly string[]> {
  const checks: [rule: string, check: () => Promise<void>][] = [];
  describeSubject({
    describe: (_, body) => body(),
    it: (rule, check) => checks.push([rule, check]),
  });
  const broken: string[] = [];
  for (const [rule, check] of checks) {
    await check().catch(() => broken.push(rule));
  }
  return broken;
}
