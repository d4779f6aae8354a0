import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/contracts/intent-detector.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { builtInLanguages } from '../../src/intent/languages/built-in-languages.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';

const detector = new KeywordIntentDetector();
const intentOf = (text: string): string => detector.detect({ text }).intent;
const evidenceOf = (text: string): readonly string[] => detector.detect({ text }).evidence ?? [];
const rulesIn = (text: string): readonly string[] =>
  evidenceOf(text).map((entry) => entry.slice(0, entry.indexOf('@')));

/** A pasted text that is longer than the start and the end that are read for instructions. */
const PASTE = 'The river rose in spring and the village moved up the hill. '.repeat(10);

describe('the built-in detector', () => {
  it('knows the six intents', () => {
    expect(detector.intents.toSorted()).toEqual([
      'code_generation',
      'education',
      'general',
      'summarization',
      'translation',
      'writing',
    ]);
  });

  it('is the detector of rules that has all languages', () => {
    const all = new RuleIntentDetector(builtInLanguages);
    for (const text of ['Write a poem', 'Schreib ein Gedicht', '写一首诗']) {
      expect(detector.detect({ text })).toEqual(all.detect({ text }));
    }
  });

  it('answers general, with little confidence and no word as evidence, where nothing speaks', () => {
    for (const text of ['', '   \n', 'zzz qqq', '🙂🙂']) {
      const { intent, confidence, evidence } = detector.detect({ text });
      expect(intent).toBe('general');
      expect(confidence).toBeLessThan(0.5);
      expect(evidence).toEqual(['sign.short@0']);
    }
  });
});

describe('spelling', () => {
  it.each<readonly [Intent, string, string]>([
    ['translation', 'capitals', 'TRANSLATE THIS INTO FRENCH'],
    ['translation', 'letters of full width', 'ｔｒａｎｓｌａｔｅ ｔｈｉｓ'],
    ['summarization', 'accents', 'Résume ce texte'],
    ['summarization', 'accents left out', 'resume ce texte'],
    ['summarization', 'accents that are characters of their own', 're\u0301sume ce texte'],
    ['translation', 'Turkish capitals, with their dots', 'BU CÜMLEYİ İNGİLİZCEYE ÇEVİR'],
    ['translation', 'Turkish without its own letters', 'bu cumleyi ingilizceye cevir'],
    ['writing', 'Turkish without its dotless i', 'kisa bir siir yaz'],
    ['writing', 'an Arabic ending that is spelt alike', 'اكتب قصيده عن المطر'],
    ['writing', 'an Arabic verb with its vowel signs', 'اُكْتُبْ قَصِيدَةً عن المطر'],
    ['summarization', 'an Arabic particle before the verb', 'ولخص هذا المقال'],
    ['writing', 'alef without its hamza', 'اكتب ايميل للمدير'],
    ['education', 'ё as е', 'Объясни, почему мед не портится'],
    ['education', 'ё as it is', 'Объясни, почему мёд не портится'],
    ['code_generation', 'a Korean particle glued to a Latin name', 'python으로 정렬해 줘'],
    ['writing', 'a Hindi danda at the end', 'बारिश पर एक कविता लिखो।'],
    ['writing', 'a Hindi danda before the verb that asks', 'मेरा नाम राज है। कविता लिखो'],
    ['writing', 'a Hindi joiner within a word', 'बारिश पर एक कविता लि\u200dखो'],
    ['translation', 'a Spanish opening mark', '¿Puedes traducir esta frase?'],
  ])('understands %s from %s: "%s"', (intent, _what, text) => {
    expect(intentOf(text)).toBe(intent);
  });

  it.each<readonly [Intent, string]>([
    ['translation', 'tranlsate this letter'],
    ['translation', 'transalte this letter'],
    ['translation', 'Please, trnslate this letter'],
    ['summarization', 'sumarize this letter'],
    ['summarization', 'sumamrize this letter'],
    ['education', 'expalin how tides work'],
    ['writing', 'wriet a poem'],
    ['writing', 'compoze a letter'],
    ['translation', 'überstze diesen Satz'],
  ])('forgives a slip in the verb that opens: %s from "%s"', (intent, text) => {
    expect(intentOf(text)).toBe(intent);
  });

  it('forgives none in short words, nor inside of a clause', () => {
    expect(rulesIn('wrote')).toEqual(['sign.short']);
    expect(rulesIn('tell')).toEqual(rulesIn('zzzz'));
    expect(rulesIn('the people who tranlsate')).toEqual(['sign.short']);
    expect(rulesIn('"tranlsate" zzz')).toEqual(['sign.short']);
  });

  it.each([
    ['nl.translate', 'Vertel een mop'],
    ['en.explain', 'Contract of a tenant'],
    ['en.rework', 'Records of the year'],
    ['nl.translate', 'Verwaltung der Stadt'],
    ['fr.explain', 'Presentation of the plan'],
  ])('takes no word that there is for a slip of %s: "%s"', (rule, text) => {
    expect(rulesIn(text)).not.toContain(rule);
  });
});

describe('words', () => {
  it('are heard whole', () => {
    expect(rulesIn('the barcodes')).toEqual(['sign.short']);
    expect(rulesIn('the code')).toContain('en.program');
    expect(rulesIn('mistranslating')).toEqual(['sign.short']);
    expect(rulesIn('we are translating')).toContain('en.translate');
  });

  it('tell c++ from c', () => {
    expect(rulesIn('C++')).toContain('any.technology');
    expect(rulesIn('C')).toEqual(['sign.short']);
  });

  it('make phrases over double spaces and line breaks, but not with a word between', () => {
    expect(rulesIn('how  do you say it')).toContain('en.translate');
    expect(rulesIn('how do not you say it')).not.toContain('en.translate');
  });

  it('ask for something where a clause opens, also after courtesies, and hardly inside of it', () => {
    for (const text of ['Compose it', 'Could you please compose it', 'The sea. Compose it']) {
      expect(rulesIn(text)).toContain('en.first.make');
    }
    expect(rulesIn('those who compose it')).not.toContain('en.first.make');
    expect(intentOf('The man who wrote the poem was born when?')).not.toBe('translation');
  });

  it('ask first of all before the others', () => {
    expect(intentOf('Explain this poem')).toBe('education');
    expect(intentOf('Translate this poem')).toBe('translation');
    expect(intentOf('Summarize this poem')).toBe('summarization');
    expect(intentOf('Write this poem anew')).toBe('writing');
  });

  it('are read with the noun next to the verb: what is made decides, not what it is about', () => {
    expect(intentOf('Write a function that prints a poem')).toBe('code_generation');
    expect(intentOf('Write a poem about a function')).toBe('writing');
    expect(rulesIn('Write a script that sends a letter')).toContain('en.make>program');
    expect(rulesIn('Write a letter about the script')).toContain('en.make>piece');
    expect(intentOf('Write a summary of this book')).toBe('summarization');
  });

  it('are heard where the verb stands last', () => {
    expect(rulesIn('海についての詩を書いてください')).toContain('ja.make>piece');
    expect(rulesIn('바다에 대한 시를 써 줘')).toContain('ko.make>piece');
    expect(rulesIn('deniz hakkında bir şiir yaz')).toContain('tr.make>piece');
    expect(rulesIn('समुद्र पर एक कविता लिखो')).toContain('hi.make>piece');
    expect(rulesIn('把这段话翻译成英文')).toContain('zh.first.translate');
  });
});

describe('what a prompt quotes or pastes', () => {
  const quotes = [
    ['"', '"'],
    ['“', '”'],
    ['„', '“'],
    ['«', '»'],
    ['「', '」'],
    ['『', '』'],
  ] as const;

  it.each(quotes)('does not ask for anything in %s quotes %s', (open, close) => {
    const quoted = `${open}write a function in python${close}`;
    expect(intentOf(`Translate ${quoted}`)).toBe('translation');
    expect(intentOf(`Summarize ${quoted} please`)).toBe('summarization');
    expect(rulesIn(`${quoted} he said again and again`)).not.toContain('en.first.make');
    expect(rulesIn(`${quoted} he said again and again`)).not.toContain('en.program');
  });

  it('is read on where the quote is not closed', () => {
    expect(rulesIn('so "translate it')).toContain('en.translate');
    expect(rulesIn('so 「translate it')).toContain('en.translate');
  });

  it('is the prompt itself where all of it is in quotes', () => {
    expect(intentOf('"Write a poem about the sea"')).toBe('writing');
    expect(intentOf('“Translate this letter into French”')).toBe('translation');
  });

  it('is the prompt itself in quotes also with a line break behind', () => {
    expect(rulesIn('"Write a poem about the sea"\n')).toContain('en.make>piece');
  });

  it('does not swallow the instruction between two quotations', () => {
    expect(intentOf('Here is "one". Please summarize it and "two"')).toBe('summarization');
  });

  it('asks for nothing behind a colon', () => {
    const pasted = `Please summarize this text: write a function in python. ${PASTE}`;
    expect(intentOf(pasted)).toBe('summarization');
    expect(rulesIn(pasted)).not.toContain('en.program');
  });

  it('asks for nothing in fenced code, which has no words', () => {
    const fenced = '```translate the summary```';
    expect(rulesIn(`zzz ${fenced}`)).toEqual(['sign.short']);
    expect(intentOf(`Explain this\n${fenced}`)).toBe('education');
    expect(rulesIn('zzz ``` translate')).toContain('en.translate');
  });

  it('is about what stands before it or behind it, however long it is', () => {
    for (const paste of [PASTE, PASTE.repeat(3), PASTE.repeat(100)]) {
      expect(intentOf(`Translate the following text into German.\n\n${paste}`)).toBe('translation');
      expect(intentOf(`${paste}\n\nTranslate this into German.`)).toBe('translation');
      expect(intentOf(`${paste}\n\nWrite a summary of this text.`)).toBe('summarization');
    }
  });

  it('does not ask with its own words where it is long', () => {
    const document = `${PASTE}Translate it. Write a python function. ${PASTE}`;
    for (const rule of ['en.translate', 'en.make', 'en.program', 'any.technology']) {
      expect(rulesIn(`${document}\n\nSummarize this.`)).not.toContain(rule);
    }
    expect(intentOf(`${document}\n\nSummarize this.`)).toBe('summarization');
  });
});

describe('confidence and scores', () => {
  it('are higher when more rules agree', () => {
    const one = detector.detect({ text: 'a poem' }).confidence;
    const two = detector.detect({ text: 'Write a poem' }).confidence;
    const three = detector.detect({ text: 'Write a funny poem' }).confidence;
    expect(two).toBeGreaterThan(one);
    expect(three).toBeGreaterThan(two);
    expect(three).toBeGreaterThan(0.9);
  });

  it('are lower when intents compete, and the others are named', () => {
    const alone = detector.detect({ text: 'Summarize this' });
    const contested = detector.detect({ text: 'Summarize this and translate it into German' });
    expect(contested.confidence).toBeLessThan(alone.confidence);
    expect(contested.alternatives?.[0]?.intent).toMatch(/translation|summarization/);
  });

  it('count a rule once, however often its words are there', () => {
    const { scores } = detector.detect({ text: 'poem poem sonnet' });
    expect(detector.detect({ text: 'poem poem' }).scores).toEqual(scores);
    expect(detector.detect({ text: 'poem' }).scores).toEqual(scores);
  });

  it('add up to 1, with the answer as the highest or general where nothing is likely', () => {
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        const { intent, confidence, scores = {}, alternatives = [] } = detector.detect({ text });
        expect(Object.keys(scores).toSorted()).toEqual(detector.intents.toSorted());
        expect(scores[intent]).toBe(confidence);
        expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1);
        const most = Math.max(...Object.values(scores));
        expect(confidence).toBe(most < 0.3 ? scores.general : most);
        const likely = Object.entries(scores).filter(
          ([other, score]) => other !== intent && score >= 0.1,
        );
        expect(alternatives).toEqual(
          likely
            .map(([other, score]) => ({ intent: other, confidence: score }))
            .toSorted((one, other) => other.confidence - one.confidence),
        );
      }),
    );
  });
});

describe('evidence', () => {
  it('names the rules, the loudest for the answer first, and where they spoke', () => {
    const evidence = evidenceOf('Please write a poem');
    expect(new Set(evidence)).toEqual(
      new Set(['en.make>piece@7', 'en.piece@15', 'en.first.make@7', 'sign.short@0']),
    );
    expect(evidence.at(-1)).toBe('sign.short@0');
    expect(evidenceOf('fix main(x);')).toContain('sign.code@7');
  });

  it('names two signals that count together with a plus', () => {
    expect(evidenceOf('Explain this function')).toContain('en.first.explain+program@0');
  });

  it('tells first what speaks for the answer', () => {
    const evidence = evidenceOf('Translate this poem');
    expect(evidence.slice(0, 2)).toEqual(['en.translate@0', 'en.first.translate@0']);
    expect(evidence).toContain('en.piece@15');
  });

  it('counts offsets in the text as it was written, also behind letters that grow in lower case', () => {
    expect(evidenceOf('İİİ: summarize')).toContain('en.summarize@5');
    expect(evidenceOf('e\u0301e\u0301, summarize')).toContain('en.summarize@6');
    expect(evidenceOf('👩‍👩‍👧, summarize')).toContain('en.summarize@10');
  });

  it('counts offsets from the start of a long text also for what stands at its end', () => {
    const text = `${'lorem '.repeat(1_000)}translate`;
    expect(evidenceOf(text)).toContain('en.translate@6000');
    expect(evidenceOf(text)).not.toContain('en.first.translate@6000');
  });

  it('holds no text of the prompt: whatever is written, it is a rule and a number', () => {
    const languages = builtInLanguages.map(({ language }) => language).join('|');
    const signal = String.raw`(?:first\.)?[a-z]+(?:\.aside|\.given|>[a-z]+)?`;
    const names = new RegExp(`^(?:${languages}|any|sign)\\.${signal}(?:\\+${signal})?@\\d+$`);
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        for (const entry of evidenceOf(text)) {
          expect(entry).toMatch(names);
          expect(Number(entry.slice(entry.indexOf('@') + 1))).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

describe('a long text', () => {
  it('is read whole up to 2,048 characters, and of a longer one the first and the last 1,024', () => {
    const at = (before: number, after: number): readonly string[] =>
      rulesIn(`${'-'.repeat(before)} f(x); ${'-'.repeat(after)}`);
    expect(at(1_020, 1_021)).toContain('sign.code');
    expect(at(1_018, 5_000)).toContain('sign.code');
    expect(at(1_021, 5_000)).not.toContain('sign.code');
    expect(at(5_000, 1_017)).toContain('sign.code');
    expect(at(5_000, 1_020)).not.toContain('sign.code');
  });

  it('is a sign beyond 600 characters, and a short one below 40', () => {
    expect(rulesIn('-'.repeat(600))).toEqual([]);
    expect(rulesIn('-'.repeat(601))).toContain('sign.long');
    expect(rulesIn('-'.repeat(40))).toEqual([]);
    expect(rulesIn('-'.repeat(39))).toEqual(['sign.short']);
  });

  const head = 'Translate this into French. '.padEnd(1_024, 'a(');
  const tail = 'Please summarize the text.'.padStart(1_024, '{\n');

  it.each([
    'how do ',
    'tran',
    'summari ',
    'fass es ',
    'a.b(',
    '_Error',
    'a_',
    '\n',
    '```',
    'x => ',
    '"',
    '“',
    '„“',
    '«',
    ': ',
    '(',
    '[{',
    '…',
    'please ',
    'ال',
    '\u3042',
    '\ud800',
    '\0',
  ])('is answered alike when its middle, of %j, is twice as long', (middle) => {
    const long = detector.detect({ text: head + middle.repeat(5_000) + tail });
    const longer = detector.detect({ text: head + middle.repeat(10_000) + tail });
    expect(longer.scores).toEqual(long.scores);
    expect(long.evidence?.length).toBeGreaterThan(1);
  });

  it('is answered when it has ten million characters', () => {
    const text = `Translate this into French.\n\n${'lorem ipsum '.repeat(900_000)}`;
    expect(text.length).toBeGreaterThan(10_000_000);
    expect(intentOf(text)).toBe('translation');
  });
});

describe('a hostile text', () => {
  const stems = builtInLanguages.flatMap(({ make = '', translate = '', explain = '' }) =>
    [make, translate, explain].map((list) => list.replaceAll(/[*,…]/g, ' ')),
  );
  const seeds = [
    'a',
    'a(',
    '(',
    ')',
    '_',
    'a_',
    '"',
    '“',
    '„',
    '「',
    ':',
    'a b c: ',
    '`',
    '```',
    '\n',
    '\n\n',
    ' ',
    '…',
    '?',
    '? ',
    'how do ',
    'please ',
    'can you please ',
    'write a poem ',
    'what is a ',
    'fasse ',
    'at a.',
    'w(w ',
    'def ',
    'A) x\n',
    '1. ',
    '$5+',
    'error[',
    '\u3042',
    '翻',
    'python으로',
    'وال',
    '\u0301',
    '\u0130',
    '\ud800',
    '\0',
    '__proto__ constructor ',
    ...stems,
  ];

  it.each(seeds)('of %j over and over is answered with shares that add up', (seed) => {
    const { intent, scores = {} } = detector.detect({ text: seed.repeat(4_096 / seed.length + 1) });
    expect(detector.intents).toContain(intent);
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1);
  });

  it('gets the same answer each time, whatever was asked in between and whichever detector is asked', () => {
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        const first = detector.detect({ text });
        detector.detect({ text: `summarize ${text}` });
        expect(detector.detect({ text })).toEqual(first);
        expect(new KeywordIntentDetector().detect({ text })).toEqual(first);
      }),
    );
  });

  it('of any characters at all throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(detector.intents).toContain(detector.detect({ text }).intent);
      }),
    );
  });
});

/** Words that mean something, words that do not, and noise. */
function anyPrompt(): fc.Arbitrary<string> {
  const meaning = fc.constantFrom(
    ...['write', 'poem', 'explain', 'translate', 'summary', 'code', 'python', 'why', 'recipe'],
    ...['f(x);', 'Error: ', 'résume', 'переведи', '翻译成', '説明して', 'लिखो', 'اكتب', 'yaz'],
    ...['```', '\n', '. ', ': ', '"', '“', '”', '?', '3 + 4'],
  );
  const piece = fc.oneof(meaning, fc.string({ unit: 'grapheme' }));
  return fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' '));
}
