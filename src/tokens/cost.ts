import type { ReportedUsage } from '../contracts/chat.js';
import type { Price } from '../contracts/model.js';

/** Money is summed in integers of 1e-9 USD: exact up to 9 million USD. */
export const NANO_USD = 1e9;

/** A price of 1 USD per million tokens is so much a token, in 1e-9 USD. */
const NANO_USD_PER_TOKEN = 1_000;

/** What a call costs in 1e-9 USD; undefined, never 0, when the price is unknown. */
export function costNanoUsd(usage: ReportedUsage, price: Price | undefined): number | undefined {
  if (price === undefined) return undefined;
  const tier = tierFor(usage.inputTokens, price);
  const cached = usage.cachedInputTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  const fresh = Math.max(0, usage.inputTokens - cached - written);
  const usd =
    fresh * tier.input +
    cached * (tier.cacheRead ?? tier.input) +
    written * (tier.cacheWrite ?? tier.input) +
    usage.outputTokens * tier.output;
  return Math.round(usd * NANO_USD_PER_TOKEN);
}

/** The most a call with so many tokens can cost, in 1e-9 USD: each token of input at its dearest, no tier too cheap. */
export function worstCaseNanoUsd(
  inputTokens: number,
  outputTokens: number,
  price: Price,
): { readonly input: number; readonly outputPerToken: number; readonly total: number } {
  const tier = tierFor(inputTokens, price);
  const inputPrice = Math.max(dearestInput(tier), dearestInput(price));
  const input = Math.ceil(inputTokens * inputPrice * NANO_USD_PER_TOKEN);
  const outputPerToken = Math.max(tier.output, price.output) * NANO_USD_PER_TOKEN;
  return { input, outputPerToken, total: input + Math.ceil(outputTokens * outputPerToken) };
}

/** Whether fresh, read from a cache or written to one. */
function dearestInput({ input, cacheRead = 0, cacheWrite = 0 }: Omit<Price, 'long'>): number {
  return Math.max(input, cacheRead, cacheWrite);
}

/** A long prompt's price holds for the whole request. */
function tierFor(inputTokens: number, price: Price): Omit<Price, 'long'> {
  const { long } = price;
  return long !== undefined && inputTokens > long.aboveInputTokens ? long : price;
}
