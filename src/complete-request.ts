import type { GenerateResult } from './contracts/generate.js';
import type { RequestRun, WholeAnswer } from './request-run.js';
import { isPromise } from './support/awaitable.js';

/** All steps, one after the other, of a request whose answer is not streamed. */
export async function completeRequest(run: RequestRun): Promise<GenerateResult<string, string>> {
  run.begin();
  try {
    const planned = run.plan();
    if (isPromise(planned)) await planned;
    const answer = await run.answer();
    const composed = run.result(answer as WholeAnswer);
    const result = isPromise(composed) ? await composed : composed;
    run.succeed(result.model);
    return result;
  } catch (error) {
    run.fail(error);
    throw error;
  } finally {
    run.dispose();
  }
}
