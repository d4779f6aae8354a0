import { type Provider, ProviderError } from 'llm-orchestrator';
import { UsageError } from './arguments.js';

/**
 * The same providers, but the model that was named fails: as its vendor does when the rate limit is reached.
 *
 * @throws UsageError if there is no such model
 */
export function withFailing<Name extends string>(
  providers: readonly Provider<Name>[],
  named: string | undefined,
): readonly Provider<Name>[] {
  if (named === undefined) return providers;
  const models = providers.flatMap(({ name, models }) => models.map(({ id }) => `${name}/${id}`));
  const failing = models.filter((model) => model === named || model.endsWith(`/${named}`));
  if (failing.length === 0) {
    throw new UsageError(`--fail: there is no model "${named}"; known: ${models.join(', ')}`);
  }
  return providers.map((provider) => failingAt(provider, failing));
}

/** A provider is a name, its models and one method: wrapping one takes an object. */
function failingAt<Name extends string>(
  provider: Provider<Name>,
  failing: readonly string[],
): Provider<Name> {
  const { name, models } = provider;
  return {
    name,
    models,
    generate: (request, call) =>
      failing.includes(`${name}/${request.model}`)
        ? Promise.reject(refusal())
        : provider.generate(request, call),
    close: () => provider.close?.(),
  };
}

function refusal(): ProviderError {
  return new ProviderError({
    kind: 'rate-limit',
    message: 'refused because of --fail',
    status: 429,
    retryAfterMs: 30_000,
  });
}
