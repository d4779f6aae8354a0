import { createHandler } from '../../http/index.js';
import type { AnyOrchestrator } from '../../orchestrator.js';
import type { Command } from '../command.js';
import { type Access, accessFrom } from '../serving/access.js';
import { closeServer, GRACE_MS } from '../serving/close-server.js';
import { onlyByOwnName } from '../serving/only-by-own-name.js';
import { openServer, portOf } from '../serving/open-server.js';
import { type Place, welcome } from '../serving/welcome.js';
import type { Shell } from '../shell.js';
import { CONFIG_OPTION, whoAnswers } from '../who-answers.js';

const DEFAULT_PORT = 8_787;
const LAST_PORT = 65_535;

/** `llm-orchestrator serve` */
export const serve: Command = {
  name: 'serve',
  summary: 'An HTTP server: /generate, OpenAI-compatible /v1, metrics and a dashboard',
  options: {
    port: { value: 'number', help: `where it listens, 0 for any that is free (${DEFAULT_PORT})` },
    host: { value: 'address', help: 'of which network (127.0.0.1: this machine alone)' },
    'base-path': { value: 'path', help: 'before every path, as /api/llm' },
    config: CONFIG_OPTION,
  },
  details: [
    'LLM_ORCHESTRATOR_GENERATE_TOKEN, _READ_TOKEN and _ADMIN_TOKEN say who may do what. Without',
    'tokens everything is open, to this machine alone. SIGINT or SIGTERM ends it: running requests',
    `have ${GRACE_MS / 1_000} s, and a second signal ends it at once.`,
  ].join('\n'),
  async run(given, shell) {
    const port = given.number('port', DEFAULT_PORT, { min: 0, max: LAST_PORT, integer: true });
    const host = given.text('host') ?? '127.0.0.1';
    const basePath = given.text('base-path') ?? '';
    const access = accessFrom(shell.env, host);
    const { orchestrator } = await whoAnswers(given, shell, { calls: true });
    const place = { host, port, basePath };
    try {
      await serveUntilStopped(orchestrator, access, place, shell);
    } finally {
      await orchestrator.close();
    }
  },
};

async function serveUntilStopped(
  orchestrator: AnyOrchestrator,
  access: Access,
  { host, port, basePath }: Place,
  shell: Shell,
): Promise<void> {
  const onError = (error: unknown) => shell.note(`Failed: ${wordsOf(error)}`);
  const handler = createHandler(orchestrator, { auth: access.auth, basePath, onError });
  const isOpen = access.auth === false;
  const server = await openServer(isOpen ? onlyByOwnName(handler) : handler, port, host);
  // Before it is told of: whoever reads the address may end it at once.
  const stopped = shell.untilStopped();
  shell.print(welcome({ host, port: portOf(server), basePath }, access));
  await stopped;
  shell.note(`Stopping: running requests have ${GRACE_MS / 1_000} s.`);
  await closeServer(server, orchestrator);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
