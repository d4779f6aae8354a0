import { isIPv6 } from 'node:net';
import type { Access } from './access.js';

/** Where a server is. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
}

/** Where it listens, what there is to see, and a line to try. Tokens are named, never shown. */
export function welcome({ host, port, basePath }: Place, { variableFor }: Access): string {
  const url = `http://${callable(host)}:${port}${basePath}`;
  const rows = [
    ['Listening', `http://${inUrl(host)}:${port}${basePath}`],
    ['Dashboard', `${url}/dashboard${needs(variableFor, 'admin', 'as the password')}`],
    ['OpenAI', `${url}/v1 as the base URL`],
    ['Try', curl(url, variableFor)],
  ];
  return rows.map(([name = '', text]) => `${name.padEnd(10)}  ${text}`).join('\n');
}

function needs(variableFor: Access['variableFor'], grant: 'admin', how: string): string {
  if (variableFor === undefined) return '';
  const variable = variableFor(grant);
  return variable === undefined
    ? ' (closed: set LLM_ORCHESTRATOR_ADMIN_TOKEN)'
    : ` (${variable} ${how})`;
}

function curl(url: string, variableFor: Access['variableFor']): string {
  const body = `-d '{"prompt":"Explain tides to a child"}'`;
  const type = "-H 'content-type: application/json'";
  if (variableFor === undefined) return `curl ${url}/generate ${type} ${body}`;
  const variable = variableFor('generate');
  if (variable !== undefined) return `curl ${url}/generate ${bearer(variable)} ${type} ${body}`;
  return `curl ${url}/stats ${bearer(variableFor('read') as string)}`;
}

function bearer(variable: string): string {
  return `-H "authorization: Bearer $${variable}"`;
}

function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Nobody can call the address that stands for all of them. */
function callable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : inUrl(host);
}
