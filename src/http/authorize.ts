import { WireError } from '../openai-wire/wire-failure.js';
import type { Authorize, Grant, HttpCaller } from './http-caller.js';

/** By the token of the request, which is compared with each one in full, whichever it is. */
export function authorizeByTokens(
  tokens: readonly { readonly token: string; readonly grant: Grant }[],
): Authorize {
  return ({ headers }) => {
    const given = tokenOf(headers.get('authorization') ?? '');
    if (given === undefined) return undefined;
    const grants = tokens.filter(({ token }) => isSame(token, given)).map(({ grant }) => grant);
    return grants.length === 0 ? undefined : { grants };
  };
}

/**
 * Refuses whoever has none of the grants.
 * @throws WireError 401 for a stranger, 403 for somebody who may do other things
 */
export function demand(
  caller: HttpCaller | undefined,
  grants: readonly Grant[],
  scheme: 'Bearer' | 'Basic',
): asserts caller is HttpCaller {
  if (caller === undefined) {
    const headers = { 'www-authenticate': `${scheme} realm="llm-orchestrator"` };
    const message = 'expected a valid token in the header authorization';
    throw new WireError(401, 'invalid_api_key', message, { headers });
  }
  if (caller.grants.some((grant) => grant === 'admin' || grants.includes(grant))) return;
  const needed = grants.length === 0 ? 'admin' : grants.join(' or ');
  throw new WireError(403, 'insufficient_permissions', `expected a token for ${needed}`);
}

function tokenOf(authorization: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+) +([\x21-\x7e]+)$/.exec(authorization) ?? [];
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return undefined;
  try {
    return atob(credentials).replace(/^[^:]*:/, '');
  } catch {
    return undefined;
  }
}

/** Takes as long as what was given is long, however much of it is right. */
function isSame(token: string, given: string): boolean {
  let difference = token.length ^ given.length;
  for (let index = 0; index < given.length; index++) {
    difference |= token.charCodeAt(index % token.length) ^ given.charCodeAt(index);
  }
  return difference === 0;
}
