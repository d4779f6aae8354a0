import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeProvider } from '../../src/testing/index.js';
import { answerBody, DIALECTS, errorBody, providerAt } from '../support/dialects.js';
import { type FaultServer, startFaultServer } from '../support/fault-server.js';

for (const dialect of DIALECTS) {
  describe(`${dialect} over a socket`, () => {
    const servers: FaultServer[] = [];
    const urlOf = (index: number) => servers[index]?.url ?? '';

    beforeAll(async () => {
      servers.push(
        await startFaultServer(({ text }) => ({ body: answerBody(dialect, `${text.length}`) })),
        await startFaultServer({ status: 500, body: errorBody(dialect, { type: 'api_error' }) }),
        await startFaultServer({ fault: 'hang' }),
      );
    });
    afterAll(async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
    });

    describeProvider(dialect, () => providerAt(dialect, urlOf(0)), {
      describe,
      it,
      makeFailing: () => providerAt(dialect, urlOf(1)),
      makeHanging: () => providerAt(dialect, urlOf(2)),
    });
  });
}
