// OpenAI's own description of its API (MIT), against which test/providers/request-bodies.test.ts checks what we send.
// It is 3 MB and in no commit: `node scripts/fetch-openai-spec.mjs [address]`, or set OPENAI_OPENAPI to a copy.
import { mkdir, writeFile } from 'node:fs/promises';

const address =
  process.argv[2] ?? 'https://raw.githubusercontent.com/openai/openai-openapi/HEAD/openapi.json';
const place = new URL('../.cache/openai-openapi.json', import.meta.url);

const response = await fetch(address);
if (!response.ok) throw new Error(`${address} answered ${response.status}`);
const text = await response.text();
const { openapi, info } = JSON.parse(text);
if (typeof openapi !== 'string') throw new Error(`${address} is no OpenAPI document`);

await mkdir(new URL('.', place), { recursive: true });
await writeFile(place, text);
console.log(`${info.title} ${info.version}, OpenAPI ${openapi}: .cache/openai-openapi.json`);
