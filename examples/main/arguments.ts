import { parseArgs } from 'node:util';
import type { Preference } from 'llm-orchestrator';

const PREFERENCES: readonly Preference[] = ['cost', 'speed', 'quality', 'balanced'];

export const HELP = `npm start -- [options] "Explain quantum computing in simple terms"

  --preference <name>  what counts most: cost, speed, quality or balanced (the default)
  --explain            only the plan: who would be asked, in which order, and why not the others
  --json               one JSON object and nothing else
  --fail <model>       lets this model fail, as in openai/gpt-4 or just gpt-4, to see the fallback
  --help               this text

Set OPENAI_API_KEY or ANTHROPIC_API_KEY to ask real models; without a key, mock models answer.
OPENAI_BASE_URL and OPENAI_MODELS ask another server, as http://localhost:11434/v1 of Ollama.
TOKEN_COOLDOWN_THRESHOLD and COOLDOWN_DURATION_SECONDS rest a model that has used too many tokens.
Exit code: 0 for an answer, 1 for a failure, 2 for a wrong command line.`;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

export interface Arguments {
  readonly prompt: string;
  readonly preference: Preference | undefined;
  /** A model, by its full id or without its provider. */
  readonly fail: string | undefined;
  readonly explain: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UsageError */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const prompt = positionals.join(' ').trim();
  if (prompt === '' && !values.help) {
    throw new UsageError('There is no prompt: npm start -- "Explain quantum computing"');
  }
  const { fail, preference, ...flags } = values;
  return { ...flags, prompt, fail, preference: checkPreference(preference) };
}

function parse(args: readonly string[]) {
  const off = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const options = { preference: text, fail: text, explain: off, json: off, help: off };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function checkPreference(name: string | undefined): Preference | undefined {
  const preference = PREFERENCES.find((known) => known === name);
  if (preference === undefined && name !== undefined) {
    throw new UsageError(`--preference: expected one of ${PREFERENCES.join(', ')}, got "${name}"`);
  }
  return preference;
}
