import { createRequire } from 'node:module';
import type { Provider } from '../contracts/provider.js';

/** What the providers of the environment call. */
const SDKS: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: '@anthropic-ai/sdk',
};

/**
 * Before anybody asks: whether the vendors' SDKs are there, which are no dependencies of this package.
 *
 * @throws Error naming what to install
 */
export function demandSdks(providers: readonly Provider[]): void {
  const missing = providers.flatMap(({ name }) => SDKS[name] ?? []).filter((sdk) => !isThere(sdk));
  if (missing.length === 0) return;
  const names = missing.join(' ');
  const packages = missing.map((sdk) => `-p ${sdk}`).join(' ');
  throw new Error(
    [
      `There are keys, but the SDK is not installed beside this package: npm install ${names}`,
      `Without an installation: npx -p llm-orchestrator ${packages} llm-orchestrator serve`,
    ].join('\n'),
  );
}

function isThere(sdk: string): boolean {
  try {
    createRequire(import.meta.url).resolve(sdk);
    return true;
  } catch {
    return false;
  }
}
