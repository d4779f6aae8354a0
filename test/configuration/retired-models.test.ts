import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/testing/index.js';
import { configured, offering } from './refusal.js';

describe('a retired model', () => {
  const retired = { id: 'old', status: 'retired', retiresOn: '2025-06-01', successor: 'new' };
  const providers = [offering('mock', retired, { id: 'new' })];

  it('is not asked, and says what replaces it', async () => {
    const plan = await configured({ providers }).explain('x');
    const detail = 'its vendor switched it off on 2025-06-01; use new';
    expect(plan.excluded).toEqual([{ model: 'mock/old', reason: 'retired', detail }]);
    expect(plan.warnings).toMatchObject([{ code: 'model-retired', model: 'mock/old' }]);
  });

  it('says less where less is known', async () => {
    const bare = [offering('mock', { id: 'old', status: 'retired' }, { id: 'new' })];
    const plan = await configured({ providers: bare }).explain('x');
    expect(plan.excluded[0]?.detail).toBe('its vendor switched it off');
  });

  it('is asked when it is enabled', async () => {
    const models = { 'mock/old': { enabled: true } };
    const { excluded } = await configured({ providers, models }).explain('x');
    expect(excluded).toEqual([]);
  });

  it('is one on its day, and not a moment before', async () => {
    const retiresOn = '2026-03-01';
    const day = Date.parse(retiresOn);
    const clock = new ManualClock({ now: day - 1 });
    const leaving = [offering('mock', { id: 'm', retiresOn }, { id: 'kept', retiresOn })];
    const models = { 'mock/kept': { enabled: true } };
    const orchestrator = configured({ providers: leaving, models, clock });
    expect((await orchestrator.health()).status).toBe('ok');
    clock.setWall(day);
    expect(await orchestrator.health()).toMatchObject({
      status: 'ok',
      models: [
        { model: 'mock/m', available: false, reason: 'retired' },
        { model: 'mock/kept', available: true },
      ],
    });
  });
});
