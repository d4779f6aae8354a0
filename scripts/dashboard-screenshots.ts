/**
 * The pictures of docs/dashboard.md: a busy while on models that are mocks, one of them away, as light, dark and on a
 * phone. `npm run screenshots`; `CHROMIUM_PATH` says where the browser is.
 */
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { defaultCooldown, Orchestrator } from 'llm-orchestrator';
import { createHandler } from 'llm-orchestrator/http';
import { MockFailureProvider, MockSuccessProvider, seededRandom } from 'llm-orchestrator/testing';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const TOKEN = 'token-of-the-admin-0001';
const DOCS = new URL('../docs/', import.meta.url);
const PROMPTS = [
  'Write a Python function that sorts a list of dates',
  'Translate "good morning" into French',
  'Explain quantum computing in simple terms',
  'Write a haiku about the sea',
  'Summarize this text: the moon moves the sea',
  'What is the capital of Portugal?',
];
const PREFERENCES = ['quality', 'cost', 'speed'] as const;

const random = seededRandom(7);
/** On which the same latency takes now a third of it and now twice. */
const unsteady = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback: () => void, ms: number) =>
    setTimeout(callback, ms * (0.3 + 1.7 * random() ** 2)),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
};
const orchestrator = new Orchestrator({
  random,
  providers: [
    new MockSuccessProvider({
      name: 'openai',
      models: [
        { id: 'gpt-6.1-sol', quality: 0.93, price: { input: 2.5, output: 12 } },
        { id: 'gpt-6-luna', quality: 0.72, price: { input: 0.2, output: 1 } },
      ],
      text: 'It depends on the moon. '.repeat(12),
      latencyMs: 180,
      clock: unsteady,
    }),
    new MockSuccessProvider({
      name: 'anthropic',
      models: [{ id: 'claude-sonnet-5-5', quality: 0.95, price: { input: 3, output: 15 } }],
      text: 'It depends on the moon. '.repeat(16),
      latencyMs: 260,
      clock: unsteady,
    }),
    new MockFailureProvider({
      name: 'acme',
      models: [{ id: 'large', quality: 0.99, price: { input: 1, output: 4 } }],
      kind: 'overloaded',
    }),
  ],
  routes: { code_generation: ['acme/large'] },
  limits: { tokensPerMinute: 20_000, maxConcurrency: 16 },
  cooldown: defaultCooldown({ tokenThreshold: { tokens: 12_000, window: 'hour', forMs: 300_000 } }),
});

const server = serve({
  fetch: createHandler(orchestrator, { auth: { admin: TOKEN } }),
  hostname: '127.0.0.1',
  port: 0,
});
await new Promise((resolve) => server.once('listening', resolve));
const { port } = server.address() as { port: number };
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

const [light, dark, phone] = await Promise.all([
  open({ colorScheme: 'light', viewport: { width: 1200, height: 1000 } }),
  open({ colorScheme: 'dark', viewport: { width: 1200, height: 1000 } }),
  open({ colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }),
]);
await playAWhile();
await shoot(light, 'dashboard-light.png');
await dark
  .getByRole('button', { name: /: why\?$/ })
  .first()
  .click();
await dark.locator('#decisions').scrollIntoViewIfNeeded();
await dark.evaluate("document.querySelector('#decisions').closest('section').scrollIntoView()");
await shoot(dark, 'dashboard-dark.png');
await shoot(phone, 'dashboard-phone.png');
await browser.close();
server.close();
if ('closeAllConnections' in server) server.closeAllConnections();

async function open(options: BrowserContextOptions): Promise<Page> {
  const httpCredentials = { username: 'admin', password: TOKEN };
  const context = await browser.newContext({ ...options, httpCredentials });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/dashboard`);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

/** Some twenty seconds of requests, more and fewer at a time. */
async function playAWhile(): Promise<void> {
  for (let round = 0; round < 40; round++) {
    const asked = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
      const prompt = PROMPTS[Math.floor(random() * PROMPTS.length)] as string;
      return orchestrator.generate({ prompt, preference: PREFERENCES[round % 3] });
    });
    await Promise.allSettled(asked);
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  // Until what is polled has come and is drawn.
  await page.waitForTimeout(3_500);
  await page.screenshot({ path: fileURLToPath(new URL(name, DOCS)) });
}
