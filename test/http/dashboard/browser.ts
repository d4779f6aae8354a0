import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { AnyOrchestrator } from '../../../src/orchestrator.js';
import { served, TOKENS } from '../served.js';

/** Debian's, unless another one is named. */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Whether there is a browser at all; without one the tests that need it are skipped. */
export const HAS_BROWSER = existsSync(CHROMIUM);
if (!HAS_BROWSER) console.warn('The dashboard is not tested: no Chromium, see CONTRIBUTING.md.');

let launching: Promise<Browser> | undefined;
afterAll(async () => (await launching)?.close());

/** The dashboard of an orchestrator, open in a browser, and what went wrong in it. */
export interface OpenDashboard {
  readonly page: Page;
  readonly origin: string;
  /** What the browser asked for, by address. */
  readonly asked: readonly string[];
}

/** How it is opened. */
interface Opening extends BrowserContextOptions {
  /** Asked while the server runs, and before anybody looks. */
  readonly asked?: readonly string[];
  /** Its time is that of `page.clock`. */
  readonly withClock?: true;
}

/** Opens it as an admin does. When the test is over nothing may have gone wrong on the page. */
export async function openDashboard(
  orchestrator: AnyOrchestrator,
  options: Opening = {},
): Promise<OpenDashboard> {
  const { withClock, asked: prompts = [], ...settings } = options;
  const { origin } = await served(orchestrator);
  for (const prompt of prompts) await orchestrator.generate(prompt);
  launching ??= chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const context = await (await launching).newContext({
    httpCredentials: { username: 'admin', password: TOKENS.admin },
    ...settings,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const asked: string[] = [];
  const wrong: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => wrong.push(`a dialog: ${dialog.message()}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  if (withClock) await page.clock.install();
  await page.goto(`${origin}/dashboard`);
  await page.getByText('Live', { exact: true }).waitFor();
  return { page, origin, asked };
}
