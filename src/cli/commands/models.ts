import type { Command } from '../command.js';
import { listModels } from '../list-models.js';
import { modelsText } from '../models-text.js';
import { CONFIG_OPTION, whoAnswers } from '../who-answers.js';

const PROFILES_UNKNOWN =
  'The configuration is an Orchestrator, which shows no profiles: export its options to see them.';

/** `llm-orchestrator models` */
export const models: Command = {
  name: 'models',
  summary: 'Which models there are, what is known of each, and whether it could answer now',
  options: { config: CONFIG_OPTION, json: { help: 'an array of objects, one for each model' } },
  details:
    'Prices are USD per million tokens; quality and speed go from 0 to 1. No model is called.',
  async run(given, shell) {
    const { orchestrator, options } = await whoAnswers(given, shell);
    try {
      const listed = listModels(await orchestrator.health(), options);
      if (options === undefined) shell.note(PROFILES_UNKNOWN);
      shell.print(
        given.has('json') ? JSON.stringify(listed, null, 2) : modelsText(listed, shell.paint),
      );
    } finally {
      await orchestrator.close();
    }
  },
};
