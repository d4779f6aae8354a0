import { describe, expect, it } from 'vitest';
import {
  type StackedChart,
  stackedChart,
} from '../../../../src/testing/simulation/report/stacked-chart.js';
import { elements } from './elements.js';

function chartOf(fields: Partial<StackedChart> = {}): string {
  return stackedChart({
    id: 'answered',
    title: 'Answered attempts',
    series: [
      { name: 'north/alpha', colour: 'model-0', counts: [2, 0, 1] },
      { name: 'south/beta', colour: 'model-1', counts: [2, 0, 0] },
    ],
    stepMs: 1_000,
    endMs: 4_000,
    height: 100,
    ...fields,
  }).text;
}

function alone(...counts: readonly number[]) {
  return [{ name: 'north/alpha', colour: 'model-0', counts }];
}

function outlines(page: string) {
  return elements(page, 'path').map(({ attributes }) => attributes['d']);
}

describe('stackedChart', () => {
  it('draws the whole stack first, and over it what is below', () => {
    const page = chartOf();
    expect(elements(page, 'path').map(({ attributes }) => attributes['class'])).toEqual([
      'model-1',
      'model-0',
    ]);
    expect(outlines(page)).toEqual([
      'M0 100V0H250V100H500V75H750V100Z',
      'M0 100V50H250V100H500V75H750V100Z',
    ]);
  });

  it('tells of each column when it was, how many there are, and of which', () => {
    const [first, second, third] = elements(chartOf(), 'rect');
    expect(first?.attributes).toEqual({ x: '0%', width: '25%', height: '100' });
    expect(first?.content).toBe(
      '<title>0:00:00 to 0:00:01: 4\nnorth/alpha: 2\nsouth/beta: 2</title>',
    );
    expect(second?.content).toBe('<title>0:00:01 to 0:00:02: 0</title>');
    expect(third?.content).toBe('<title>0:00:02 to 0:00:03: 1\nnorth/alpha: 1</title>');
  });

  it('has values beside it, from the bottom to the top', () => {
    const [values] = elements(chartOf(), 'g').filter(
      ({ attributes }) => attributes['class'] === 'values',
    );
    const labels = elements(values?.content ?? '', 'text');
    expect(labels.map(({ content }) => content)).toEqual(['1', '2', '3', '4']);
    expect(labels.map(({ attributes }) => attributes['y'])).toEqual(['79', '54', '29', '4']);
    expect(elements(values?.content ?? '', 'line')[0]?.attributes).toEqual({
      x2: '100%',
      y1: '75',
      y2: '75',
    });
  });

  it('has a time below it, at its ends within the chart, every other left out where it is narrow', () => {
    const [axis] = elements(chartOf(), 'g').filter(
      ({ attributes }) => attributes['class'] === 'axis',
    );
    const labels = elements(axis?.content ?? '', 'text');
    expect(labels.map(({ content }) => content).slice(0, 3)).toEqual(['0', '500 ms', '1 s']);
    expect(labels.map(({ attributes }) => attributes['x']).slice(0, 3)).toEqual([
      '0%',
      '12.5%',
      '25%',
    ]);
    expect(labels.map(({ attributes }) => attributes['text-anchor'])).toEqual([
      'start',
      ...Array.from({ length: 7 }, () => 'middle'),
      'end',
    ]);
    expect(labels.map(({ attributes }) => attributes['class']).slice(0, 3)).toEqual([
      'major',
      'minor',
      'major',
    ]);
    expect(labels[0]?.attributes['y']).toBe('117');
  });

  it('can be read to those who do not see it', () => {
    const page = chartOf();
    expect(page).toContain(
      '<svg role="img" aria-labelledby="answered-title" aria-describedby="answered-text" height="124">',
    );
    expect(page).toContain('<title id="answered-title">Answered attempts</title>');
    expect(page).toContain(
      '<desc id="answered-text">Over 4 s; at most 4 from 0:00:00 to 0:00:01. In all: north/alpha 3, south/beta 2.</desc>',
    );
  });

  it.each([
    ['per second', 1, 1_000, '1'],
    ['per minute', 59, 60_000, '60'],
    ['per minute', 1, 60_000, '1'],
    ['per hour', 59, 3_600_000, '60'],
    ['per hour', 1, 36_000_000, '0.1'],
  ])('counts %s where there are %d in %d ms', (unit, count, stepMs, top) => {
    const page = chartOf({ series: alone(count), stepMs, endMs: stepMs });
    expect(page).toContain(`<h2>Answered attempts <small>${unit}</small></h2>`);
    const [values] = elements(page, 'g').filter(
      ({ attributes }) => attributes['class'] === 'values',
    );
    expect(elements(values?.content ?? '', 'text').at(-1)?.content).toBe(top);
  });

  it('joins steps where there are more than 300, and takes no shorter last one for a decline', () => {
    const upTo300 = chartOf({ series: alone(...Array.from({ length: 300 }, () => 1)) });
    expect(elements(upTo300, 'rect')).toHaveLength(300);

    const counts = Array.from({ length: 602 }, () => 1);
    const page = chartOf({ series: alone(...counts), endMs: 602_000 });
    const columns = elements(page, 'rect');
    expect(columns).toHaveLength(201);
    expect(columns[0]?.content).toBe('<title>0:00:00 to 0:00:03: 3\nnorth/alpha: 3</title>');
    expect(columns.at(-1)?.content).toBe('<title>0:10:00 to 0:10:02: 2\nnorth/alpha: 2</title>');
    expect(outlines(page)[0]).toMatch(/^M0 100(V0H[\d.]+){201}V100Z$/);
  });

  it('finds its peak wherever it is', () => {
    const first = chartOf({ series: alone(5, 1, 2) });
    const last = chartOf({ series: alone(1, 2, 5) });
    expect(first).toContain('at most 5 from 0:00:00 to 0:00:01');
    expect(last).toContain('at most 5 from 0:00:02 to 0:00:03');
  });

  it.each([
    ['all is 0', alone(0, 0)],
    ['there is no time', alone()],
    ['there is nobody', []],
  ])('says so where %s', (_, series) => {
    expect(chartOf({ series })).toBe(
      '<figure><h2>Answered attempts</h2><p class="none">None.</p></figure>',
    );
  });
});
