/**
 * An orchestrator in a worker, run by workerd itself. What is deployed is in `http-worker/worker.ts`; here it is bundled,
 * started by miniflare and asked.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { DASHBOARD_PAGE, dashboardPage } from '../scripts/dashboard-page.mjs';

const { APP_TOKEN = 'demo-token-of-the-app', ADMIN_TOKEN = 'demo-token-of-an-admin' } = process.env;

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('http-worker/worker.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['workerd', 'worker', 'import'],
  // Only because this is the source: the package that is installed has its dashboard built in.
  plugins: [
    {
      name: 'dashboard-page',
      setup(bundler) {
        const page = () => ({ contents: dashboardPage(), loader: 'text' }) as const;
        bundler.onLoad({ filter: DASHBOARD_PAGE }, page);
      },
    },
  ],
});
const worker = new Miniflare({
  modules: true,
  script: outputFiles[0]?.text ?? '',
  compatibilityDate: '2026-07-30',
  bindings: { APP_TOKEN, ADMIN_TOKEN },
});
const url = await worker.ready;

function ask(path: string, body?: object, token = APP_TOKEN): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(new URL(path, url), { headers, ...init });
}

console.log('The app as before:', await (await ask('/')).text());

const { status } = await ask('/llm/health', undefined, 'a token that is none');
console.log(`With a wrong token: ${status}`);

const answer = await ask('/llm/generate', { prompt: 'Explain the tides' });
const { text, model } = (await answer.json()) as { text: string; model: string };
console.log(`An answer: ${text} (${model})`);

const stream = await ask('/llm/generate', { prompt: 'Explain the tides', stream: true });
const events = (await stream.text()).matchAll(/^event: (.+)$/gm);
console.log('As a stream:', [...events].map(([, name]) => name).join(' '));

const decisions = await ask('/llm/decisions', undefined, ADMIN_TOKEN);
const ended = (await decisions.json()) as { end: { outcome: string } }[];
console.log('What an admin sees:', ended.map(({ end }) => end.outcome).join(', '));

await worker.dispose();
