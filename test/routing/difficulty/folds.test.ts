import { describe, expect, it } from 'vitest';
import { readRows } from '../../../src/routing/difficulty/difficulty-rows.js';
import { splits } from '../../../src/routing/difficulty/folds.js';
import { shuffled, trafficOf } from './traffic.js';

const traffic = trafficOf(120, { perPoint: 0.3 });

describe('the splits of rows', () => {
  it('hold each row out once', () => {
    const rows = readRows(traffic, 0.1);
    const heldOut = splits(rows).flatMap((split) => split.heldOut);
    expect(heldOut).toHaveLength(rows.length);
    expect(new Set(heldOut)).toStrictEqual(new Set(rows));
    for (const split of splits(rows)) {
      expect(split.training.length + split.heldOut.length).toBe(rows.length);
      expect(split.training.some((row) => split.heldOut.includes(row))).toBe(false);
    }
  });

  it('never have the same prompt on both sides, whatever it was labelled and whichever intent it had', () => {
    const again = traffic.map((row, index) => ({
      prompt: row.prompt,
      intent: `intent-${index % 3}`,
      hard: index % 2 === 0,
    }));
    for (const { training, heldOut } of splits(readRows([...traffic, ...again], 0.1))) {
      const prompts = new Set(training.map(({ prompt }) => prompt));
      expect(heldOut.length).toBeGreaterThan(0);
      expect(heldOut.filter(({ prompt }) => prompts.has(prompt))).toStrictEqual([]);
    }
  });

  it('have the same share of hard ones on both sides, to a row', () => {
    const rows = readRows(traffic, 0.1);
    const hard = rows.filter(({ isHard }) => isHard).length;
    const split = splits(rows);
    expect(split).toHaveLength(5);
    for (const { heldOut } of split) {
      expect(Math.abs(heldOut.filter(({ isHard }) => isHard).length - hard / 5)).toBeLessThan(1);
      expect(Math.abs(heldOut.length - rows.length / 5)).toBeLessThan(2);
    }
  });

  it('do not depend on the order of the rows', () => {
    const prompts = (rows: typeof traffic) =>
      splits(readRows(rows, 0.1)).map(({ heldOut }) => heldOut.map(({ prompt }) => prompt));
    expect(prompts(shuffled(traffic, 3))).toStrictEqual(prompts(traffic));
  });

  it('spread prompts that begin alike', () => {
    const numbered = Array.from({ length: 100 }, (_, index) => ({
      prompt: `Question ${String(index).padStart(3, '0')}`,
      hard: index % 2 === 0,
    }));
    for (const { heldOut } of splits(readRows(numbered, 0.1))) {
      const early = heldOut.filter(({ prompt }) => prompt < 'Question 050').length;
      expect(early).toBeGreaterThan(3);
      expect(early).toBeLessThan(17);
    }
  });
});
