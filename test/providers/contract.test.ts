import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeProvider } from '../../src/testing/index.js';
import {
  ALL_DIALECTS,
  answerBody,
  type Dialect,
  errorBody,
  providerAt,
  streamBody,
  streamError,
  streamOpening,
} from '../support/dialects.js';
import {
  type FaultServer,
  type ReceivedRequest,
  type Reply,
  startFaultServer,
} from '../support/fault-server.js';

/** Says what was asked, streamed if it was asked so. */
function echo(dialect: Dialect, { text: request }: ReceivedRequest): Reply {
  const text = /Say [\w ]+\./.exec(request)?.[0] ?? '';
  return request.includes('"stream":true')
    ? { chunks: [streamBody(dialect, { text })] }
    : { body: answerBody(dialect, text) };
}

describe.each(ALL_DIALECTS)('%s over a socket', (dialect) => {
  const replies = {
    answering: (request: ReceivedRequest) => echo(dialect, request),
    failing: { status: 500, body: errorBody(dialect, { type: 'api_error' }) },
    silent: { chunks: [streamOpening(dialect)], fault: 'stall' },
    truncating: { chunks: [streamOpening(dialect)] },
    failingMidway: {
      chunks: [streamOpening(dialect), streamError(dialect, { type: 'overloaded_error' })],
    },
  } as const satisfies Record<string, Parameters<typeof startFaultServer>[0]>;
  const servers = new Map<string, FaultServer>();
  const behind = (name: keyof typeof replies) => () =>
    providerAt(dialect, servers.get(name)?.url ?? '');

  beforeAll(async () => {
    for (const [name, reply] of Object.entries(replies)) {
      servers.set(name, await startFaultServer(reply));
    }
  });
  afterAll(async () => {
    for (const server of servers.values()) await server[Symbol.asyncDispose]();
  });

  describeProvider(dialect, behind('answering'), {
    describe,
    it,
    makeFailing: behind('failing'),
    makeHanging: behind('silent'),
    makeTruncated: behind('truncating'),
    makeFailingMidway: behind('failingMidway'),
  });
});
