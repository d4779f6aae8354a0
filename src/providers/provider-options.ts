import type { ModelProfile } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, join } from '../support/checks.js';
import { profilesOf } from './model-profiles.js';

/** What every provider that talks through a vendor's SDK takes. */
export interface ProviderOptions<Name extends string, Id extends string, Client> {
  /** Required, unless there is a `client` or a `baseURL` of a server that wants none. */
  readonly apiKey?: string | undefined;
  /** Another server that speaks the same dialect. `https`, but for this machine. @default the vendor's own address */
  readonly baseURL?: string | undefined;
  /** Unique in an orchestrator; no `/`. @default the vendor's name */
  readonly name?: Name;
  /** Ids of the catalogue, any other ids, or profiles. @default a short recommended list */
  readonly models?: readonly (Id | ModelProfile<Id>)[];
  /** An SDK client of your own, used as it is. Then only `name` and `models` may stand beside it. */
  readonly client?: Client | undefined;
  /** Sends the requests. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: { readonly [name: string]: string } | undefined;
}

/** What is to be known of a vendor to read the options of its provider. */
export interface Vendor {
  readonly name: string;
  /** The SDK's own default, written out so that it reads no environment. */
  readonly baseURL: string;
  readonly catalogue: readonly ModelProfile[];
  readonly defaultModels: readonly string[];
  /** Options that only this vendor has; all of them strings. */
  readonly ownOptions: readonly string[];
}

/** Options before they are checked. */
interface GivenOptions {
  readonly [name: string]: unknown;
  readonly apiKey?: unknown;
  readonly baseURL?: unknown;
  readonly name?: unknown;
  readonly models?: unknown;
  readonly client?: unknown;
  readonly fetch?: unknown;
  readonly headers?: unknown;
}

/** How to reach the server: the vendor's own, or one that speaks its dialect. */
export interface Connection {
  readonly apiKey: string | undefined;
  readonly baseURL: string;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's own options that were given. */
  readonly own: Readonly<Record<string, string>>;
}

/** Options checked and completed. */
export interface ResolvedOptions {
  readonly name: string;
  readonly models: readonly ModelProfile[];
  /** Undefined where a client was given. */
  readonly connection: Connection | undefined;
  /** It is the vendor who answers, not a server that speaks its dialect. */
  readonly atVendor: boolean;
  /** What no message may show. */
  readonly secrets: readonly string[];
}

const checks: Checks = new Checks(ConfigurationError);
const CONNECTION = ['apiKey', 'baseURL', 'fetch', 'headers'];
const MISSING_KEY = 'an API key, a client, or the baseURL of a server that wants no key';
/** All others may hold a secret, whatever they are called. */
/** Shorter values of headers, as `true`, are words that any message may have. */
const LEAST_SECRET_LENGTH = 6;
const HARMLESS_HEADER =
  /^(user-agent|accept(-.*)?|content-type|anthropic-(beta|version)|openai-(beta|organization|project)|x-title|http-referer)$/i;

/**
 * Checks a provider's options and fills in the defaults. Reads no environment.
 *
 * @throws ConfigurationError naming the option
 */
export function resolveOptions(options: unknown, vendor: Vendor): ResolvedOptions {
  const known = ['name', 'models', 'client', ...CONNECTION, ...vendor.ownOptions];
  const given: GivenOptions = checks.object(options, '', known);
  const connection = connectionOf(given, vendor);
  const client = given.client as { readonly baseURL?: unknown } | undefined;
  const atVendor = isVendorAddress(connection?.baseURL ?? client?.baseURL, vendor);
  return {
    name: nameOf(given.name, vendor),
    models: profilesOf(given.models, { ...vendor, atVendor }, checks),
    connection,
    atVendor,
    secrets: secretsOf(connection, client),
  };
}

function connectionOf(given: GivenOptions, vendor: Vendor): Connection | undefined {
  if (given.client !== undefined) {
    const beside = [...CONNECTION, ...vendor.ownOptions].find((name) => given[name] !== undefined);
    if (beside === undefined) return undefined;
    throw new ConfigurationError(
      beside,
      'expected to be left out beside client, which has its own',
    );
  }
  const apiKey = keyOf(given.apiKey);
  const baseURL = baseURLOf(given.baseURL);
  if (apiKey === undefined && baseURL === undefined) {
    throw new ConfigurationError('apiKey', `expected ${MISSING_KEY}, got nothing`);
  }
  return {
    apiKey,
    baseURL: baseURL ?? vendor.baseURL,
    fetch: fetchOf(given.fetch),
    headers: headersOf(given.headers),
    own: ownOptionsOf(given, vendor),
  };
}

function nameOf(value: unknown, vendor: Vendor): string {
  if (value === undefined) return vendor.name;
  const name = checks.string(value, 'name', { max: 64 });
  if (name.includes('/')) throw new ConfigurationError('name', 'expected a name without "/"');
  return name;
}

function keyOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const key = checks.string(value, 'apiKey');
  // As a header it would be refused with an error that quotes it.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ConfigurationError(
      'apiKey',
      'expected visible ASCII characters, got a key with a space, a line break or the like',
    );
  }
  return key;
}

function baseURLOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.parse(checks.string(value, 'baseURL'));
  if (url === null || !/^https?:$/.test(url.protocol)) {
    checks.fail('baseURL', 'an address that begins with https://', value);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new ConfigurationError(
      'baseURL',
      'expected https, got http: the key and the prompts would go unencrypted to another machine',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigurationError('baseURL', 'expected no user name or password in the address');
  }
  return value as string;
}

function fetchOf(value: unknown): Connection['fetch'] {
  if (value !== undefined && typeof value !== 'function') checks.fail('fetch', 'a function', value);
  return value as Connection['fetch'];
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const entries = Object.entries(checks.record(value, 'headers'));
  return Object.fromEntries(
    entries.map(([name, text]) => [name, checks.string(text, join('headers', name))]),
  );
}

function ownOptionsOf(
  given: GivenOptions,
  { ownOptions }: Vendor,
): Readonly<Record<string, string>> {
  const present = ownOptions.filter((name) => given[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, checks.string(given[name], name)]));
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Also the vendor's regional addresses, as `eu.api.openai.com`. */
function isVendorAddress(baseURL: unknown, vendor: Vendor): boolean {
  // A client that does not say where it goes is taken as the vendor's.
  if (typeof baseURL !== 'string') return true;
  const { hostname } = new URL(vendor.baseURL);
  const given = URL.parse(baseURL)?.hostname ?? '';
  return given === hostname || given.endsWith(`.${hostname}`);
}

function secretsOf(connection: Connection | undefined, client: unknown): readonly string[] {
  const { apiKey, authToken } = (client ?? {}) as Record<string, unknown>;
  const headers = Object.entries(connection?.headers ?? {});
  const secret = headers.filter(([name]) => !HARMLESS_HEADER.test(name));
  // The white space around a value is not sent, so that it is not echoed.
  const values = secret
    .map(([, value]) => value.trim())
    .filter(({ length }) => length >= LEAST_SECRET_LENGTH);
  // A server that echoes `Bearer secret` may echo the secret alone.
  const bare = values.map((value) => value.replace(/^\S+\s+/, ''));
  return [connection?.apiKey, apiKey, authToken, ...values, ...bare].filter(
    (secret) => typeof secret === 'string',
  );
}
