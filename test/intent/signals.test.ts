import { describe, expect, it } from 'vitest';
import { CueIndex } from '../../src/intent/cue-index.js';
import { cues } from '../../src/intent/cues.js';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { positionOf, readSignals, type Sightings, type Signal } from '../../src/intent/signals.js';
import { signs } from '../../src/intent/signs.js';

const english: LanguageRules = {
  language: 'en',
  common: 'the',
  courtesies: 'please',
  make: 'write',
  give: 'give',
  piece: 'poem',
  program: 'script, code',
  summary: 'summary',
  concept: 'difference',
  fault: 'bug',
  languages: 'german',
  translate: 'translate',
  explain: 'explain',
  style: 'funny',
  rework: 'polish',
  what: 'what is',
};
/** A language whose verbs stand last. */
const turkish: LanguageRules = {
  language: 'tr',
  verbLast: true,
  make: 'yaz',
  piece: 'siir',
  program: 'betik',
};

const index = new CueIndex([english, turkish]);

function allSignals(): readonly Signal[] {
  const objects = [
    ...['summary', 'program', 'technology', 'fault', 'piece', 'concept', 'languages', 'translate'],
  ] as const;
  return [
    ...cues.flatMap((cue) => [cue, `first.${cue}`, `${cue}.aside`, `${cue}.given`] as const),
    ...objects.flatMap((object) => [`make>${object}`, `give>${object}`] as Signal[]),
    ...signs.map(({ name }) => `sign.${name}` as const),
  ];
}

/** What is seen, each with where, signs left out. */
function see(text: string, start = 0, seen: Sightings = []): Record<string, string> {
  readSignals(text, text.toLowerCase(), index, start, seen);
  const named = allSignals().flatMap((signal) => {
    const sighting = seen[positionOf(signal)];
    if (sighting === undefined || signal.startsWith('sign.')) return [];
    return [[signal, `${sighting.language}@${sighting.offset}`]];
  });
  return Object.fromEntries(named);
}

describe('signals', () => {
  it('have each a place of their own', () => {
    const places = allSignals().map(positionOf);
    expect(new Set(places).size).toBe(places.length);
    expect(places.toSorted((one, other) => one - other)).toEqual([...places.keys()]);
  });

  it('are the verb that asks, the one that asks first, and the noun next to it', () => {
    expect(see('Write a poem')).toEqual({
      make: 'en@0',
      'first.make': 'en@0',
      'make>piece': 'en@0',
      piece: 'en@8',
    });
  });

  it('are seen once, where they stand first', () => {
    expect(see('a poem, a poem')).toEqual({ piece: 'en@2' });
    expect(see('please explain. Explain')).toEqual({ explain: 'en@7', 'first.explain': 'en@7' });
  });

  it('ask first only once, and nouns before it do not count', () => {
    expect(see('A poem: explain it, write code')).toEqual({
      piece: 'en@2',
      explain: 'en@8',
      'first.explain': 'en@8',
      make: 'en@20',
      'make>program': 'en@20',
      program: 'en@26',
    });
  });

  it('are heard aside where a verb stands inside of a clause, which asks for nothing', () => {
    expect(see('the man wanted to write a poem')).toEqual({
      'make.aside': 'en@18',
      piece: 'en@26',
    });
    expect(see('they write, explain it')).toEqual({
      'make.aside': 'en@5',
      explain: 'en@12',
      'first.explain': 'en@12',
    });
  });

  it('are heard inside of a clause from verbs that have hardly another meaning', () => {
    expect(see('the man will translate it')).toEqual({
      translate: 'en@13',
      'first.translate': 'en@13',
    });
  });

  it('are given where they are quoted, and ask for nothing there', () => {
    expect(see('"write a poem" polish')).toEqual({
      'make.given': 'en@1',
      'piece.given': 'en@9',
      rework: 'en@15',
      'first.rework': 'en@15',
    });
  });

  it('are heard anywhere in a clause of a language whose verb stands last', () => {
    expect(see('bir siir hemen yaz')).toEqual({
      piece: 'tr@4',
      make: 'tr@15',
      'first.make': 'tr@15',
      'make>piece': 'tr@15',
    });
  });

  it('are counted from the start of the text, and none asks first in what is not its start', () => {
    expect(see('write', 100)).toEqual({ make: 'en@100' });
  });

  it('are added to what was seen before, which stays', () => {
    const seen: Sightings = [];
    see('poem', 0, seen);
    expect(see('a poem, explain', 50, seen)).toEqual({ piece: 'en@0', explain: 'en@58' });
  });
});

describe('the noun next to a verb', () => {
  const pairsIn = (text: string): readonly string[] =>
    Object.keys(see(text)).filter((signal) => signal.includes('>'));

  it('is the nearest behind it: a script that writes poems is a script', () => {
    expect(pairsIn('write a script for a poem')).toEqual(['make>program']);
    expect(pairsIn('write a poem for a script')).toEqual(['make>piece']);
  });

  it('may be anything that can be asked for, and not how it is to be', () => {
    expect(pairsIn('write a funny poem')).toEqual(['make>piece']);
    expect(pairsIn('write it funny')).toEqual([]);
    for (const [noun, object] of [
      ['summary', 'summary'],
      ['code', 'program'],
      ['python', 'technology'],
      ['bug', 'fault'],
      ['poem', 'piece'],
      ['difference', 'concept'],
      ['german', 'languages'],
      ['translate', 'translate'],
    ]) {
      expect(pairsIn(`write ${noun}`)).toEqual([`make>${object}`]);
      expect(pairsIn(`give ${noun}`)).toEqual([`give>${object}`]);
    }
  });

  it('belongs to verbs of making and giving only', () => {
    expect(pairsIn('explain the poem')).toEqual([]);
    expect(pairsIn('what is a poem')).toEqual([]);
  });

  it('is at most twelve words away, in the same clause', () => {
    expect(pairsIn(`write ${'w '.repeat(11)}poem`)).toEqual(['make>piece']);
    expect(pairsIn(`write ${'w '.repeat(12)}poem`)).toEqual([]);
    expect(pairsIn('write, poem')).toEqual([]);
  });

  it('stands behind the verb, not before it, where verbs come first', () => {
    expect(pairsIn('poem, write')).toEqual([]);
    expect(pairsIn('please write it')).toEqual([]);
  });

  it('stands before a verb that comes last, if there is one, and else behind', () => {
    expect(pairsIn('siir yaz betik')).toEqual(['make>piece']);
    expect(pairsIn('betik siir yaz')).toEqual(['make>piece']);
    expect(pairsIn('yaz betik')).toEqual(['make>program']);
    expect(pairsIn('siir. yaz betik')).toEqual(['make>program']);
    expect(pairsIn(`siir ${'w '.repeat(11)}yaz`)).toEqual(['make>piece']);
    expect(pairsIn(`siir ${'w '.repeat(12)}yaz`)).toEqual([]);
  });

  it('is heard of every verb that asks, once for each kind of noun', () => {
    expect(pairsIn('write a poem, write code')).toEqual(['make>program', 'make>piece']);
  });
});

describe('signs', () => {
  it('are seen without understanding a word, where they stand', () => {
    const seen: Sightings = [];
    readSignals('zzz f(x);', 'zzz f(x);', index, 10, seen);
    expect(seen[positionOf('sign.code')]).toEqual({ language: 'sign', offset: 14 });
    expect(seen[positionOf('sign.trace')]).toBeUndefined();
  });

  it('are looked for in the text as it was written', () => {
    const seen: Sightings = [];
    readSignals('SELECT', 'select', index, 0, seen);
    expect(seen[positionOf('sign.code')]).toBeDefined();
  });
});
