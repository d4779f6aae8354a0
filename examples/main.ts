/**
 * The whole library in one command: asks a question and tells what happened and why.
 *
 *   npm start -- "Explain quantum computing in simple terms"
 *
 * Asks OpenAI and Anthropic if OPENAI_API_KEY or ANTHROPIC_API_KEY is set, else mocks. `--help` lists the options.
 */
import { Orchestrator, OrchestratorError, type RoutePlan } from 'llm-orchestrator';
import { type EnvProvider, namesVendor, optionsFromEnv } from 'llm-orchestrator/env';
import { MockSuccessProvider } from 'llm-orchestrator/testing';
import { type Arguments, HELP, readArguments, UsageError } from './main/arguments.js';
import { describeAnswer } from './main/describe-answer.js';
import { describePlan } from './main/describe-plan.js';
import { describeUsage } from './main/describe-usage.js';
import { withFailing } from './main/failing-provider.js';

const NO_KEY = 'No OPENAI_API_KEY and no ANTHROPIC_API_KEY is set: mock models answer.\n';
const AS_ASKED = 'LLM_ORCHESTRATOR_MOCK is set: mock models answer.\n';

const printsJson = process.argv.includes('--json');
try {
  await run(readArguments(process.argv.slice(2)));
} catch (error) {
  fail(error);
}

async function run(given: Arguments): Promise<void> {
  if (given.help) return console.log(HELP);
  const hasVendor = namesVendor(process.env);
  const options = optionsFromEnv(process.env, hasVendor ? {} : { mock: true });
  const mock = options.providers.some((provider) => provider instanceof MockSuccessProvider);
  if (mock && !given.json) console.log(hasVendor ? AS_ASKED : NO_KEY);

  const providers = withFailing(options.providers, given.fail);
  const orchestrator = new Orchestrator({ ...options, providers });
  try {
    await (given.explain ? explain : ask)(orchestrator, given, mock);
  } finally {
    await orchestrator.close();
  }
}

async function explain(
  orchestrator: Orchestrator<EnvProvider>,
  { prompt, preference, json }: Arguments,
  mock: boolean,
): Promise<void> {
  const plan = await orchestrator.explain({ prompt, preference });
  console.log(json ? toJson({ mock, plan }) : describePlan(plan));
}

async function ask(
  orchestrator: Orchestrator<EnvProvider>,
  { prompt, preference, json }: Arguments,
  mock: boolean,
): Promise<void> {
  let plan: RoutePlan | undefined;
  orchestrator.once('route', (event) => {
    plan = event.plan;
  });
  const answer = await orchestrator.generate({ prompt, preference });
  const usage = await orchestrator.stats();
  if (json) {
    const { raw: _, ...result } = answer;
    console.log(toJson({ mock, answer: result, plan, usage }));
  } else {
    console.log(`${describeAnswer(answer, plan)}\n\n${describeUsage(usage)}`);
  }
}

/** 2: the command line is wrong. 1: anything else; `toJSON` of our errors holds no secrets. */
function fail(error: unknown): void {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  const message = error instanceof Error ? error.message : String(error);
  const help = error instanceof UsageError ? '\nnpm start -- --help lists the options.' : '';
  if (printsJson) {
    const facts = OrchestratorError.isInstance(error) ? error : { message };
    console.log(toJson({ error: facts }));
  }
  console.error(message + help);
}

function toJson(value: object): string {
  return JSON.stringify(value, null, 2);
}
