import { PREFERENCES } from '../../contracts/model.js';
import type { Command } from '../command.js';
import type { Given } from '../given.js';
import { planText } from '../plan-text.js';
import type { Shell } from '../shell.js';
import { UsageError } from '../usage-error.js';
import { CONFIG_OPTION, whoAnswers } from '../who-answers.js';

/** `llm-orchestrator explain "prompt"` */
export const explain: Command = {
  name: 'explain',
  summary: 'Who would answer a prompt, in which order, and why not the others',
  operand: '"prompt"',
  options: {
    preference: {
      value: 'name',
      help: 'what counts most: cost, speed, quality or balanced',
    },
    intent: { value: 'name', help: 'what the prompt is for, instead of finding it out' },
    stream: { help: 'as for an answer that is read while it is written' },
    config: CONFIG_OPTION,
    json: { help: 'the plan as JSON' },
  },
  details: 'A prompt of - is read from standard input. No model is called.',
  async run(given, shell) {
    const preference = given.oneOf('preference', PREFERENCES);
    const intent = given.text('intent');
    const prompt = await promptOf(given, shell);
    const { orchestrator } = await whoAnswers(given, shell);
    try {
      const request = { prompt, preference, intent };
      const plan = await orchestrator.explain(request, { stream: given.has('stream') });
      shell.print(given.has('json') ? JSON.stringify(plan, null, 2) : planText(plan, shell.paint));
    } finally {
      await orchestrator.close();
    }
  },
};

async function promptOf({ operands }: Given, shell: Shell): Promise<string> {
  const isPiped = operands.length === 1 && operands[0] === '-';
  const prompt = isPiped ? await shell.readInput() : operands.join(' ');
  if (prompt.trim() !== '') return prompt;
  if (isPiped) throw new UsageError('There is nothing on standard input.');
  throw new UsageError('There is no prompt: llm-orchestrator explain "Explain quantum computing"');
}
