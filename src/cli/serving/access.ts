import { BlockList, isIP } from 'node:net';
import type { Environment } from '../../env/index.js';
import type { HttpAuth } from '../../http/index.js';

/** Who may do what, by the variable that his token is in. */
const VARIABLES = {
  generate: 'LLM_ORCHESTRATOR_GENERATE_TOKEN',
  read: 'LLM_ORCHESTRATOR_READ_TOKEN',
  admin: 'LLM_ORCHESTRATOR_ADMIN_TOKEN',
} as const;
type Grant = keyof typeof VARIABLES;

/** How a server is protected. */
export interface Access {
  readonly auth: HttpAuth;
  /** The variable with a token for this, or undefined where there is none; absent where none is needed. */
  readonly variableFor?: (grant: Grant) => string | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * The tokens of the environment; without any, everything is open, and only to this machine.
 *
 * @throws Error naming the variable that is wrong, or those to set before others may reach the server
 */
export function accessFrom(env: Environment, host: string): Access {
  const tokens = Object.entries(VARIABLES).flatMap(([grant, variable]) => {
    const token = env[variable]?.trim() ?? '';
    return token === '' ? [] : [[grant, checkToken(token, variable)] as const];
  });
  if (tokens.length === 0) {
    if (!isLoopback(host)) throw new Error(wouldBeOpen(host));
    return { auth: false };
  }
  const given = Object.fromEntries(tokens) as { readonly [grant in Grant]?: string };
  const variableFor = (grant: Grant) =>
    [grant, 'admin' as const].filter((one) => given[one] !== undefined).map(nameOf)[0];
  return { auth: given, variableFor };
}

/** Whether only this machine can reach it. */
function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function nameOf(grant: Grant): string {
  return VARIABLES[grant];
}

/** As `createHandler` checks it, in the words of whoever has set the variable. */
function checkToken(token: string, variable: string): string {
  if (/^[\x21-\x7e]{16,1024}$/.test(token)) return token;
  throw new Error(`${variable}: expected 16 to 1024 printable characters of ASCII, without spaces`);
}

function wouldBeOpen(host: string): string {
  const names = Object.values(VARIABLES).join(', ');
  return [
    `Others can reach ${host}, and there is no token to tell them from you.`,
    `Set one of ${names}, each of at least 16 characters, or listen on 127.0.0.1.`,
  ].join('\n');
}
