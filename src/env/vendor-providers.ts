import type { Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { AnthropicProvider } from '../providers/anthropic/anthropic-provider.js';
import { OpenAIProvider } from '../providers/openai/openai-provider.js';
import { type Environment, readList, readText } from './variables.js';

/** One of the vendors the environment can name. Which models they offer is known at run time only. */
export type EnvProvider = Provider<'openai' | 'anthropic'>;

interface VendorOptions {
  readonly apiKey: string | undefined;
  readonly baseURL: string | undefined;
  readonly models?: readonly string[];
}

interface Vendor {
  /** Which variable each option is read from. */
  readonly variables: { readonly [option in keyof Required<VendorOptions>]: string };
  readonly create: (options: VendorOptions) => EnvProvider;
}

const VENDORS: readonly Vendor[] = [
  {
    variables: { apiKey: 'OPENAI_API_KEY', baseURL: 'OPENAI_BASE_URL', models: 'OPENAI_MODELS' },
    create: (options) => new OpenAIProvider(options),
  },
  {
    variables: {
      apiKey: 'ANTHROPIC_API_KEY',
      baseURL: 'ANTHROPIC_BASE_URL',
      models: 'ANTHROPIC_MODELS',
    },
    create: (options) => new AnthropicProvider(options),
  },
];

/** Whether the environment names a vendor to ask: by its key, or by the address of a server that wants none. */
export function namesVendor(env: Environment): boolean {
  return VENDORS.some((vendor) => isNamed(vendor, env));
}

/**
 * A provider for each vendor that the environment names.
 *
 * @throws ConfigurationError naming the variable; without any vendor, naming those that would do
 */
export function vendorProviders(env: Environment): readonly EnvProvider[] {
  const named = VENDORS.filter((vendor) => isNamed(vendor, env));
  if (named.length === 0) throw new ConfigurationError('', noVendor());
  return named.map((vendor) => createProvider(vendor, env));
}

function isNamed({ variables }: Vendor, env: Environment): boolean {
  return [variables.apiKey, variables.baseURL].some((name) => readText(env, name) !== undefined);
}

function createProvider({ variables, create }: Vendor, env: Environment): EnvProvider {
  const models = readList(env, variables.models);
  try {
    return create({
      apiKey: readText(env, variables.apiKey),
      baseURL: readText(env, variables.baseURL),
      ...(models !== undefined && { models }),
    });
  } catch (error) {
    throw ConfigurationError.isInstance(error) ? aboutVariable(error, variables) : error;
  }
}

/** `models[1]: expected …` becomes `OPENAI_MODELS: expected …`: who sets variables knows no options. */
function aboutVariable(
  { path, message }: ConfigurationError,
  variables: Vendor['variables'],
): ConfigurationError {
  const option = path.replace(/\W.*/, '') as keyof VendorOptions;
  return new ConfigurationError(variables[option], message.slice(`${path}: `.length));
}

function noVendor(): string {
  const [keys, addresses] = (['apiKey', 'baseURL'] as const).map((option) =>
    VENDORS.map(({ variables }) => variables[option]).join(' or '),
  );
  return `no vendor to ask: set ${keys}, or, for a server that wants no key, ${addresses}; LLM_ORCHESTRATOR_MOCK=1 answers with mocks`;
}
