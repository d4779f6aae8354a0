/**
 * Plays a busy minute in front of the dashboard and takes its pictures for docs/: `npm run screenshots`. Server and page
 * run on clocks that are moved by hand, so a minute takes seconds and is the same each time.
 */
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { defaultCooldown, Orchestrator, ProviderError } from 'llm-orchestrator';
import { createHandler } from 'llm-orchestrator/http';
import {
  ManualClock,
  type Script,
  ScriptedProvider,
  type ScriptStep,
  seededRandom,
} from 'llm-orchestrator/testing';
import { type Browser, chromium, type Page } from 'playwright-core';

const SECONDS = 60;
const SCRIPT_SEED = 7;
const PROMPTS = [
  'Write a Python function that merges two sorted lists',
  'Explain how vaccines work to a ten-year-old',
  'Translate to Spanish: the meeting moved to Friday',
  'Summarize this report in three sentences',
  'Write a short poem about rain on a tin roof',
  'What time is it in Lisbon when it is noon in Tokyo?',
  'Fix this TypeScript error: Property does not exist on type never',
  'Draft a polite email that declines an invitation',
];
const PREFERENCES = ['balanced', 'cost', 'speed', 'quality', 'balanced'] as const;

const clock = new ManualClock();
const random = seededRandom(SCRIPT_SEED);

/** An answer that takes about so long; in `outage` the vendor is down. */
function vendor(medianMs: number, failure: () => ScriptStep | undefined = () => undefined): Script {
  const step = (): ScriptStep => {
    const slow = random() > 0.93 ? 3 : 1;
    const delayMs = Math.round(medianMs * (0.6 + random() * 0.9) * slow);
    const inputTokens = Math.round(120 + random() * 500);
    const outputTokens = Math.round(80 + random() * 420);
    if (random() > 0.985) return { error: 'content-filter', delayMs };
    return failure() ?? { text: ANSWER, delayMs, usage: { inputTokens, outputTokens } };
  };
  return [{ step, times: Number.POSITIVE_INFINITY }];
}

const ANSWER =
  'A spring tide comes when sun, moon and earth stand in one line, at new and at full moon: both pull the sea ' +
  'the same way. Between them, at the half moons, they pull crosswise, and the tide is a neap tide.';

function between(from: number, to: number): boolean {
  const second = clock.monotonic() / 1_000;
  return second >= from && second < to;
}

function outage(from: number, to: number): ScriptStep | undefined {
  if (!between(from, to)) return undefined;
  const message = 'The server is temporarily unable to handle the request';
  return { error: new ProviderError({ kind: 'server', message, status: 503 }), delayMs: 180 };
}

function rateLimit(): ScriptStep | undefined {
  if (!between(38, 42)) return undefined;
  const message = 'Rate limit reached: 60 requests per minute';
  const error = new ProviderError({
    kind: 'rate-limit',
    message,
    status: 429,
    retryAfterMs: 42_000,
  });
  return { error, delayMs: 90 };
}

const orchestrator = new Orchestrator({
  clock,
  random,
  providers: [
    new ScriptedProvider({
      name: 'northwind',
      clock,
      models: [
        {
          id: 'atlas',
          quality: 0.93,
          speed: 0.5,
          price: { input: 2.5, output: 12 },
          maxOutputTokens: 8_192,
        },
        {
          id: 'atlas-mini',
          quality: 0.74,
          speed: 0.85,
          price: { input: 0.3, output: 1.2 },
          maxOutputTokens: 8_192,
        },
      ],
      script: { atlas: vendor(2_300, () => outage(22, 34)), 'atlas-mini': vendor(820, rateLimit) },
    }),
    new ScriptedProvider({
      name: 'contoso',
      clock,
      models: [
        {
          id: 'opal',
          quality: 0.91,
          speed: 0.6,
          price: { input: 2, output: 9 },
          maxOutputTokens: 8_192,
        },
      ],
      script: vendor(1_700, () => outage(44, 49)),
    }),
    new ScriptedProvider({
      name: 'tailspin',
      clock,
      models: [
        {
          id: 'relay',
          quality: 0.7,
          speed: 0.97,
          price: { input: 0.15, output: 0.6 },
          maxOutputTokens: 4_096,
        },
        {
          id: 'relay-vision',
          quality: 0.68,
          speed: 0.9,
          price: { input: 0.2, output: 0.8 },
          maxOutputTokens: 4_096,
        },
      ],
      script: { relay: vendor(430), 'relay-vision': vendor(610) },
    }),
  ],
  models: {
    'northwind/atlas': { limits: { tokensPerMinute: 90_000, maxConcurrency: 12 } },
    'tailspin/relay-vision': { enabled: false },
  },
  cooldown: defaultCooldown({
    tokenThreshold: { tokens: 34_000, window: 'minute', forMs: 45_000 },
  }),
});

async function playMinute(page: Page, phone: Page): Promise<void> {
  for (let second = 0; second < SECONDS; second++) {
    const requests = Math.round(1 + random() * 3 + (between(20, 30) ? 2 : 0));
    for (let index = 0; index < requests; index++) ask();
    for (let part = 0; part < 4; part++) await clock.advance(250);
    await page.clock.runFor(1_000);
    await phone.clock.runFor(1_000);
  }
  // Still under way when the picture is taken.
  for (let index = 0; index < 5; index++) ask();
  await clock.advance(60);
  await page.clock.runFor(700);
  await phone.clock.runFor(700);
}

function ask(): void {
  const prompt = PROMPTS[Math.floor(random() * PROMPTS.length)] as string;
  const preference = PREFERENCES[Math.floor(random() * PREFERENCES.length)] as 'balanced';
  orchestrator.generate({ prompt, preference }).catch(() => {});
}

/** Runs the page's timers until it shows something. */
async function until(page: Page, text: string | RegExp): Promise<void> {
  const found = page.getByText(text).first();
  while (!(await found.isVisible())) await page.clock.runFor(200);
}

async function tryPrompt(page: Page): Promise<void> {
  await page.locator('#prompt').fill('Explain why spring tides come at new and at full moon');
  await page.locator('#preference').selectOption('quality');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await until(page, 'Nothing has been sent.');
}

/** Or closes it. */
async function openDecision(page: Page): Promise<void> {
  await page.locator('#decision-filter').selectOption('fell back');
  await page.clock.runFor(200);
  await page.locator('table.decisions').getByRole('button').first().click();
}

async function picture(page: Page, name: string, height: number): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  const path = fileURLToPath(new URL(`../docs/dashboard-${name}.png`, import.meta.url));
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } });
}

async function open(browser: Browser, url: string, options: object): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(url);
  await until(page, 'Live');
  return page;
}

const handler = createHandler(orchestrator, { auth: false });
const server = serve({ fetch: handler, port: 0, hostname: '127.0.0.1' });
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dashboard`;
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
try {
  const wide = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };
  const page = await open(browser, url, wide);
  const phone = await open(browser, url, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    colorScheme: 'dark',
  });
  await playMinute(page, phone);
  await openDecision(page);
  await picture(page, 'light', 1_640);
  await openDecision(page);
  await tryPrompt(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'dark', 1_500);
  await picture(phone, 'phone', 1_300);
} finally {
  await browser.close();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
}
