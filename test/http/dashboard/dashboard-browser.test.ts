import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.js';
import { ProviderError } from '../../../src/errors/provider-error.js';
import { Orchestrator } from '../../../src/orchestrator.js';
import { systemClock } from '../../../src/support/system-clock.js';
import { ManualClock } from '../../../src/testing/manual-clock.js';
import { MockFailureProvider } from '../../../src/testing/mock-failure-provider.js';
import { MockSuccessProvider } from '../../../src/testing/mock-success-provider.js';
import { ScriptedProvider } from '../../../src/testing/scripted-provider.js';
import { served } from '../served.js';
import { HAS_BROWSER, openDashboard } from './browser.js';

const PRICED = { id: 'm', price: { input: 1, output: 1 } } as const;
const PROMPT = 'Why are there tides?';
const HOSTILE = '<img src=x onerror=alert(1)></script><script>alert(2)</script>\n\ndata: x\n\n';

/** Its first model is refused by its vendor, and rests for five minutes; its second answers. */
function behindARefusal(clock: Clock = systemClock) {
  const refused = new MockFailureProvider({ name: 'refused', models: [PRICED], kind: 'auth' });
  const steady = new MockSuccessProvider({ name: 'steady', models: [PRICED], text: 'The moon.' });
  return new Orchestrator({
    providers: [refused, steady],
    routes: { general: ['refused/m', 'steady/m'] },
    limits: { tokensPerMinute: 1_000 },
    clock,
  });
}

function section(page: Page, name: string) {
  return page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** What opens the plan of the newest decision. */
function whyButton(page: Page) {
  return page.getByRole('button', { name: /: why\?$/ }).first();
}

describe.runIf(HAS_BROWSER)('the dashboard', () => {
  it('shows a request as it ends, with its model, its tokens and its fallback', async () => {
    const orchestrator = behindARefusal();
    const { page } = await openDashboard(orchestrator);
    await page.getByText('No request has ended yet.').waitFor();
    await orchestrator.generate(PROMPT);
    const row = page.getByRole('row').filter({ hasText: 'fell back' });
    await row.getByText('steady/m').waitFor();
    await section(page, 'Fallbacks and incidents').getByText('refused/m → steady/m').waitFor();
    const models = section(page, 'Models').getByRole('row');
    await models
      .filter({ hasText: 'steady/m' })
      .getByText(/\d+ of 1K/)
      .waitFor();
    const last = models.filter({ hasText: 'refused/m' }).getByText(/^resting/);
    await last.waitFor();
    expect(await last.isVisible()).toBe(true);
  });

  it('shows what happened before it was opened', async () => {
    const { page } = await openDashboard(behindARefusal(), { asked: [PROMPT] });
    await whyButton(page).waitFor();
    const last = section(page, 'Fallbacks and incidents').getByText('refused/m → steady/m');
    await last.waitFor();
    expect(await last.isVisible()).toBe(true);
  });

  it('counts a cooldown down by itself, and sees it end', async () => {
    const clock = new ManualClock();
    const orchestrator = behindARefusal(clock);
    const { page } = await openDashboard(orchestrator, {
      asked: [PROMPT],
      withClock: true,
    });
    const rests = section(page, 'Cooldowns');
    await rests.getByText('5 min 0 s').waitFor();
    // The server's time stands still: it would say five minutes for ever.
    await page.clock.fastForward(1_500);
    await rests.getByText('4 min 59 s').waitFor();
    await clock.advance(400_000);
    await page.clock.fastForward(5_000);
    await rests.getByText('awaits its probe').waitFor();
    await orchestrator.reset();
    await page.clock.fastForward(5_000);
    const last = rests.getByText('Nobody rests.');
    await last.waitFor();
    expect(await last.isVisible()).toBe(true);
  });

  it('explains a decision to whoever asks with the keyboard', async () => {
    const { page } = await openDashboard(behindARefusal(), { asked: [PROMPT] });
    const button = whyButton(page);
    await button.focus();
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    const plan = page.locator(`[id="${await button.getAttribute('aria-controls')}"]`);
    const candidates = plan.getByRole('table').first().getByRole('row');
    await candidates
      .filter({ hasText: 'refused/m' })
      .getByText(/^\d\.\d{3}$/)
      .first()
      .waitFor();
    const columns = await plan.getByRole('columnheader').allTextContents();
    for (const part of ['Score', 'Cost', 'Speed', 'Quality', 'Health'])
      expect(columns).toContain(part);
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
  });

  it('shows the plan of a prompt before anything is sent, and then the answer as text, whatever it is', async () => {
    const model = new ScriptedProvider({ models: ['m'], script: [{ text: HOSTILE }] });
    const { page } = await openDashboard(new Orchestrator({ providers: [model] }));
    const tried = section(page, 'Try a prompt');
    const send = tried.getByRole('button', { name: 'Send' });
    expect(await send.isDisabled()).toBe(true);
    await tried.getByLabel('Prompt').fill(PROMPT);
    await page.keyboard.press('Control+Enter');
    await tried.getByText('Nothing has been sent.').waitFor();
    await tried.getByRole('table').getByText('scripted/m').waitFor();
    expect(model.calls).toHaveLength(0);
    await send.click();
    await tried.getByText(/^scripted\/m answered: /).waitFor();
    expect(await tried.getByRole('region', { name: 'Answer' }).textContent()).toBe(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    expect(model.calls).toHaveLength(1);
  });

  it('asks for a plan anew when the prompt is another one', async () => {
    const { page } = await openDashboard(behindARefusal());
    const tried = section(page, 'Try a prompt');
    await tried.getByLabel('Prompt').fill(PROMPT);
    await tried.getByRole('button', { name: 'Show the plan' }).click();
    await tried.getByText('Nothing has been sent.').waitFor();
    const send = tried.getByRole('button', { name: 'Send' });
    expect(await send.isDisabled()).toBe(false);
    await tried.getByLabel('Prompt').fill('And why at night?');
    expect(await send.isDisabled()).toBe(true);
  });

  it('shows what a vendor says, and names, as text', async () => {
    const name = '<b>north';
    const broken = new ScriptedProvider({
      name,
      models: ['m'],
      script: [{ error: new ProviderError({ kind: 'server', message: HOSTILE }) }],
    });
    const steady = new MockSuccessProvider({ name: 'steady', models: ['m'] });
    const orchestrator = new Orchestrator({
      providers: [broken, steady],
      routes: { general: [`${name}/m`, 'steady/m'] },
    });
    const { page } = await openDashboard(orchestrator);
    await orchestrator.generate(PROMPT);
    const incidents = section(page, 'Fallbacks and incidents');
    await incidents.getByText(`${name}/m → steady/m`).waitFor();
    expect(await incidents.textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img, b').count()).toBe(0);
  });

  it('asks nobody but the server that it is from', async () => {
    const orchestrator = behindARefusal();
    const { page, origin, asked } = await openDashboard(orchestrator);
    await orchestrator.generate(PROMPT);
    await page.getByText('fell back').first().waitFor();
    expect(
      asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:')),
    ).toEqual([]);
  });

  it('is light or dark as the system is, until somebody chooses; the choice is remembered', async () => {
    const { page } = await openDashboard(behindARefusal(), { colorScheme: 'dark' });
    const background = () =>
      page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
    const dark = await background();
    await page.getByRole('button', { name: 'Light theme' }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.getByRole('button', { name: 'Dark theme' }).waitFor();
    expect(await background()).toBe(light);
  });

  it('fits on a phone', async () => {
    const viewport = { width: 390, height: 844 };
    const { page } = await openDashboard(behindARefusal(), { asked: [PROMPT], viewport });
    await whyButton(page).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('has a name for everything that can be operated, and captions for its tables', async () => {
    const { page } = await openDashboard(behindARefusal(), { asked: [PROMPT] });
    await page.getByText('fell back').first().waitFor();
    const nameless =
      await page.evaluate(`[...document.querySelectorAll('button, select, textarea, table')]
      .filter((element) => !(element.textContent.trim() && element.matches('button'))
        && !element.labels?.length && !element.caption)
      .map((element) => element.outerHTML)`);
    expect(nameless).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the models');
  });

  it('is shown to nobody without the token of an admin', async () => {
    const { origin } = await served(behindARefusal());
    const response = await fetch(`${origin}/dashboard`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="llm-orchestrator"');
    expect(await response.text()).not.toContain('<html');
  });
});
