import { describe, expect, it } from 'vitest';
import type { ReasoningEffort } from '../../../src/contracts/chat.js';
import {
  capabilitiesOf,
  needsResponses,
  takenEffort,
} from '../../../src/providers/openai/capabilities.js';

const tools = [{ name: 'see', inputSchema: { type: 'object' } }];
const needs = (model: string, more: object = {}) =>
  needsResponses({ model, messages: [], ...more }, capabilitiesOf(model));

describe('the responses API', () => {
  it.each([
    'gpt-5-pro',
    'gpt-5.5-pro',
    'gpt-5.5-pro-2026-04-23',
    'openai/gpt-5.5-pro',
    'gpt-7-pro',
    'o1-pro',
    'o3-pro-2025-06-10',
    'gpt-5-codex',
    'gpt-5.1-codex-max',
    'gpt-5.3-codex',
    'gpt-6-cyber',
    'gpt-6-rosalind',
    'o3-deep-research',
  ])('is needed for %s, whatever is asked', (model) => {
    expect(needs(model)).toBe(true);
    expect(needs(model, { tools, reasoningEffort: 'none' })).toBe(true);
  });

  it.each(['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna'])(
    'is needed for %s with tools, unless it is not to reason',
    (model) => {
      expect(needs(model, { tools })).toBe(true);
      expect(needs(model, { tools, reasoningEffort: 'low' })).toBe(true);
      expect(needs(model, { tools, reasoningEffort: 'none' })).toBe(false);
      expect(needs(model, { tools: [], reasoningEffort: 'high' })).toBe(false);
      expect(needs(model)).toBe(false);
    },
  );

  it.each([
    'gpt-6-astra',
    'gpt-6-luna',
    'gpt-6.1-sol',
    'gpt-5.5',
    'gpt-5',
    'o3',
    'gpt-4.1',
    'gpt-5-chat-latest',
    'gemini-3-pro',
    'gpt-6-pronto',
  ])('is not needed for %s, even with tools', (model) => {
    expect(needs(model, { tools, reasoningEffort: 'high' })).toBe(false);
  });
});

describe('the effort', () => {
  it.each([
    ['gpt-5-pro', 'low', 'high'],
    ['gpt-5.2-pro', 'none', 'medium'],
    ['gpt-5.5-pro', 'low', 'medium'],
    ['gpt-5.5-pro', 'max', 'xhigh'],
    ['o3-pro', 'max', 'high'],
    ['gpt-5-codex', 'minimal', 'low'],
    ['gpt-5.1-codex', 'max', 'high'],
    ['gpt-5.1-codex-mini', 'max', 'high'],
    ['gpt-5.1-codex-max', 'max', 'xhigh'],
    ['gpt-5.3-codex', 'none', 'low'],
    ['gpt-5.3-codex', 'max', 'xhigh'],
  ] as const)('of %s that is nearest to %s is %s', (model, reasoningEffort, expected) => {
    const request = { model, messages: [], reasoningEffort };
    const warnings: object[] = [];
    const told = warnings as Parameters<typeof takenEffort>[2];
    expect(takenEffort(request, capabilitiesOf(model), told)).toBe(expected);
    expect(warnings).toMatchObject([{ code: 'other', model }]);
  });

  it('is dropped for a model that knows none, unless its profile says that it reasons', () => {
    const taken = (reasoningEffort: ReasoningEffort | undefined, profile?: object) => {
      const warnings: Parameters<typeof takenEffort>[2] = [];
      const takes = capabilitiesOf('qwen-4', { id: 'qwen-4', ...profile });
      const request = { model: 'qwen-4', messages: [], reasoningEffort };
      return [takenEffort(request, takes, warnings), warnings.map(({ code }) => code)];
    };
    expect(taken('low')).toEqual([undefined, ['parameter-dropped']]);
    expect(taken('none')).toEqual([undefined, []]);
    expect(taken(undefined)).toEqual([undefined, []]);
    expect(taken('low', { capabilities: ['tools'] })).toEqual([undefined, ['parameter-dropped']]);
    expect(taken('max', { capabilities: ['reasoning'] })).toEqual(['high', ['other']]);
    expect(taken('low', { capabilities: ['reasoning'] })).toEqual(['low', []]);
  });
});
