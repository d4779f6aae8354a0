import type { AnsweringPlan } from './call-plan.js';

/** Part of a streamed answer, with all the tokens that have come by then. */
interface StreamPiece {
  /** Ms from the call. */
  readonly atMs: number;
  /** May be empty, of a very short answer. */
  readonly text: string;
  readonly outputTokens: number;
}

/** The last of the steps that the time from the first token to the end is divided into. */
const LAST_STEP = 3;
const STEPS = [0, 1, 2, LAST_STEP];

/** The first comes with the first token, the last at the end of the answer. */
export function piecesOf(
  { firstTokenMs, endMs, outputTokens }: AnsweringPlan,
  text: string,
): readonly StreamPiece[] {
  let sent = 0;
  return STEPS.map((step) => {
    const start = sent;
    sent = partOf(text.length, step);
    return {
      atMs: firstTokenMs + ((endMs - firstTokenMs) * step) / LAST_STEP,
      text: text.slice(start, sent),
      outputTokens: partOf(outputTokens, step),
    };
  });
}

/** What has come by that step, at the first one already something. */
function partOf(total: number, step: number): number {
  return Math.max(1, Math.floor((total * step) / LAST_STEP));
}
