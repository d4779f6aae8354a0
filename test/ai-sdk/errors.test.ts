import { APICallError } from '@ai-sdk/provider';
import { generateText } from 'ai';
import { describe, expect, it } from 'vitest';
import type { LanguageModelSettings } from '../../src/ai-sdk/index.js';
import { languageModel } from '../../src/ai-sdk/index.js';
import { Orchestrator, ProviderError } from '../../src/index.js';
import { type Script, ScriptedProvider } from '../../src/testing/index.js';
import { behind } from './behind.js';

/** What a request rejects with, through `generateText` with its default of two retries. */
async function failureOf(
  script: Script,
  settings: LanguageModelSettings<never> = {},
  options: object = {},
): Promise<APICallError> {
  const { model, spare } = behind(script, settings, options);
  const error = await generateText({ model, prompt: 'canary prompt' }).catch((reason) => reason);
  expect(APICallError.isInstance(error)).toBe(true);
  expect(spare.calls.length).toBeLessThanOrEqual(1);
  expect(error.isRetryable).toBe(false);
  expect(JSON.stringify(error) + error.stack + error.message).not.toContain('canary');
  return error;
}

describe('an error of the orchestrator', () => {
  it('is one call, although the AI SDK retries by default', async () => {
    const error = await failureOf([{ error: 'server' }]);
    expect(error).toMatchObject({
      statusCode: 502,
      requestBodyValues: {},
      data: { code: 'all-attempts-failed', attempts: [{ model: 'main/m' }, { model: 'spare/m' }] },
      cause: { name: 'AllAttemptsFailedError' },
    });
    expect(error).not.toHaveProperty('retry-after');
  });

  it('has the status of the vendor’s last failure, and says how long to wait', async () => {
    const limit = new ProviderError({
      kind: 'rate-limit',
      message: 'slow down',
      status: 429,
      retryAfterMs: 61_500,
    });
    const error = await failureOf([{ error: limit }]);
    expect(error.statusCode).toBe(429);
    const { 'retry-after': seconds, 'retry-after-ms': ms } = error.responseHeaders ?? {};
    expect(Number(ms)).toBeGreaterThan(0);
    expect(Number(seconds)).toBe(Math.ceil(Number(ms) / 1_000));
  });

  it('of a request that no model would take stops there', async () => {
    const refusal = new ProviderError({ kind: 'invalid-request', message: 'no', status: 422 });
    const error = await failureOf([{ error: refusal }]);
    expect(error).toMatchObject({ statusCode: 422, cause: { name: 'ProviderError' } });
    expect(await failureOf([{ error: 'content-filter' }])).toMatchObject({ statusCode: 400 });
  });

  it('of a limit that is used up is a 429', async () => {
    const limits = { requestsPerMinute: 1 };
    const { model } = behind(['ok'], {}, { limits, whenExhausted: { limits: 'fail' } } as never);
    await generateText({ model, prompt: 'Go' });
    const error = await generateText({ model, prompt: 'Go' }).catch((reason) => reason);
    expect(error).toMatchObject({
      statusCode: 429,
      isRetryable: false,
      cause: { code: 'budget-exceeded' },
    });
    expect(Number(error.responseHeaders['retry-after'])).toBeGreaterThan(0);
  });

  it('of nobody who may answer is a 503', async () => {
    const settings = { model: 'spare/m', exclude: ['spare/m'] } as never;
    const error = await failureOf([], settings);
    expect(error).toMatchObject({ statusCode: 503, cause: { code: 'no-model-available' } });
  });

  it('of a deadline is a 504', async () => {
    const hang = [{ hang: true }] as const;
    const error = await failureOf(hang, { timeouts: { totalMs: 20 } });
    expect(error).toMatchObject({ statusCode: 504, cause: { code: 'request-timeout' } });
  });

  it.each([
    ['a setting that is misspelt', { preferense: 'cost' }, /did you mean "preference"/],
    ['a setting that is wrong', { preference: 'cheap' }, /unknown value "cheap"/],
    ['settings that are none', 'cost', /expected an object/],
    ['what the call says anyway', { messages: [] }, /unknown option "messages"/],
  ])('of %s is a 400 before anything is sent', async (_, own, message) => {
    const { model, primary } = behind([]);
    const providerOptions = { 'llm-orchestrator': own } as never;
    const answer = generateText({ model, prompt: 'Go', providerOptions });
    await expect(answer).rejects.toMatchObject({
      name: 'AI_APICallError',
      statusCode: 400,
      message: expect.stringMatching(message),
    });
    expect(primary.calls).toHaveLength(0);
  });

  it('is not made of the caller’s abort', async () => {
    const { model } = behind([{ hang: true }]);
    const reason = new DOMException('enough', 'AbortError');
    const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }] as never;
    const call = { prompt, abortSignal: AbortSignal.abort(reason) };
    await expect(model.doGenerate(call)).rejects.toBe(reason);
    await expect(model.doStream(call)).rejects.toBe(reason);
  });
});

describe('languageModel', () => {
  const provider = new ScriptedProvider({ name: 'a', models: ['m', 'n'], script: [] });
  const orchestrator = new Orchestrator({ providers: [provider] });

  it.each([
    [{}, 'auto'],
    [{ preference: 'cost' } as const, 'auto:cost'],
    [{ model: 'a/m', preference: 'cost' } as const, 'a/m'],
    [{ model: ['a/m', 'a/n'] } as const, 'auto'],
  ])('is called after what decides: %j', (settings, modelId) => {
    const model = languageModel(orchestrator, settings);
    expect(model).toMatchObject({
      specificationVersion: 'v3',
      provider: 'llm-orchestrator',
      modelId,
    });
  });

  it('refuses what is no orchestrator, and settings that are none', () => {
    expect(() => languageModel({} as never)).toThrow(/orchestrator: expected an Orchestrator/);
    const misspelt = { preferense: 'cost' } as never;
    expect(() => languageModel(orchestrator, misspelt)).toThrow(/did you mean "preference"/);
  });
});
