import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection, Intent } from '../../src/contracts/intent-detector.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';

const detector = new KeywordIntentDetector();
const intentOf = (text: string): string => detector.detect({ text }).intent;
const rulesIn = (text: string): string[] =>
  (detector.detect({ text }).evidence ?? []).map((entry) => entry.slice(0, entry.indexOf('@')));

describe('the built-in rules', () => {
  const english: readonly [Intent, string][] = [
    ['code_generation', 'Write a function that reverses a linked list in Python'],
    ['code_generation', 'give me a regex that matches a postcode'],
    ['code_generation', 'TypeError: cart is undefined\n  at total (cart.js:10)\nhow to fix this?'],
    ['code_generation', 'Could you please refactor this?\n```\nlet a = f(1);\n```'],
    ['education', 'Explain quantum computing in simple terms'],
    ['education', 'Why do cats purr?'],
    ['education', 'What is the difference between a virus and a bacterium?'],
    ['writing', 'Write a poem about the autumn sea'],
    ['writing', 'please proofread my cover letter'],
    ['writing', 'Compose an email that invites my neighbours to a party'],
    ['translation', 'Translate "good evening" into Japanese'],
    ['translation', 'how do you say thank you in Korean'],
    ['summarization', 'Summarize the following text: the river rose in spring'],
    ['summarization', 'tl;dr of this article please'],
    ['summarization', 'Give me the key points of this report'],
    ['general', 'hi'],
    ['general', 'How many people live in Oslo?'],
    ['general', 'Recommend a restaurant near the station'],
  ];
  it.each(english)('finds %s in "%s"', (intent, text) => {
    expect(intentOf(text)).toBe(intent);
  });

  const otherLanguages: readonly [string, Intent, string][] = [
    ['zh', 'code_generation', '请写一个函数，把数组反转的代码'],
    ['zh', 'education', '为什么天空是蓝色的？请解释原理'],
    ['zh', 'writing', '帮我写一首关于秋天的诗'],
    ['zh', 'translation', '把这句话翻译成法语'],
    ['zh', 'summarization', '请总结下面的会议记录'],
    ['ja', 'code_generation', '素数を判定する関数のコードを書いてください'],
    ['ja', 'education', '虹の仕組みを説明してください'],
    ['ja', 'writing', '秋についての俳句を書いてください'],
    ['ja', 'translation', 'この文をフランス語に翻訳してください'],
    ['ja', 'summarization', '次の文章を要約してください'],
    ['ru', 'code_generation', 'Напиши функцию на Python, которая считает слова'],
    ['ru', 'education', 'Почему небо голубое?'],
    ['ru', 'writing', 'Напиши стихотворение об осени'],
    ['ru', 'translation', 'Переведи это предложение на французский'],
    ['ru', 'summarization', 'Перескажи статью в двух фразах'],
    ['fr', 'code_generation', 'Écris une fonction Python qui trie une liste'],
    ['fr', 'education', 'Pourquoi le ciel est-il bleu ?'],
    ['fr', 'writing', 'Rédige une lettre pour mon propriétaire'],
    ['fr', 'translation', 'Peux-tu traduire cette phrase ?'],
    ['fr', 'summarization', 'Résume ce texte en trois phrases'],
    ['it', 'code_generation', 'Scrivi una funzione in Java che conta le parole'],
    ['it', 'education', 'Spiega come funziona la fotosintesi'],
    ['it', 'writing', 'Scrivi una poesia sul mare'],
    ['it', 'translation', 'Traduci questa frase'],
    ['it', 'summarization', 'Riassumi questo capitolo'],
    ['de', 'code_generation', 'Schreibe eine Funktion in Rust, die Wörter zählt'],
    ['de', 'education', 'Warum ist der Himmel blau?'],
    ['de', 'writing', 'Schreib ein Gedicht über den Herbst'],
    ['de', 'translation', 'Bitte übersetze diesen Satz'],
    ['de', 'summarization', 'Erstelle eine Zusammenfassung des Kapitels'],
    ['es', 'code_generation', 'Escribe una función en JavaScript que cuente palabras'],
    ['es', 'education', '¿Por qué el cielo es azul?'],
    ['es', 'writing', 'Escribe un cuento sobre el mar'],
    ['es', 'translation', '¿Puedes traducir esta frase?'],
    ['es', 'summarization', 'Resume este capítulo'],
  ];
  it.each(otherLanguages)('finds, in %s, %s in "%s"', (_language, intent, text) => {
    expect(intentOf(text)).toBe(intent);
  });

  it('knows the six intents', () => {
    expect([...detector.intents].sort()).toEqual([
      'code_generation',
      'education',
      'general',
      'summarization',
      'translation',
      'writing',
    ]);
  });

  it('answers general, without evidence and without much confidence, where nothing speaks', () => {
    for (const text of ['', '   \n', 'zzz qqq', '42', '🙂🙂']) {
      const { intent, confidence, evidence } = detector.detect({ text });
      expect(intent).toBe('general');
      expect(evidence).toEqual([]);
      expect(confidence).toBeLessThan(0.5);
    }
  });

  it('ignores case', () => {
    expect(detector.detect({ text: 'TRANSLATE THIS INTO FRENCH' })).toEqual(
      detector.detect({ text: 'translate this into french' }),
    );
  });

  it('hears whole words only', () => {
    expect(rulesIn('the barcode on the classroom poemette')).toEqual([]);
    expect(rulesIn('the code')).toEqual(['en.code_generation.artifact']);
  });

  it('hears every ending of a stem, but not another beginning', () => {
    expect(rulesIn('translating')).toContain('en.translation.translate');
    expect(rulesIn('mistranslating')).toEqual([]);
    expect(rulesIn('tran')).toEqual([]);
  });

  it('is not misled by words that only look like those of another language', () => {
    expect(intentOf('Help me write my resume')).toBe('writing');
    expect(rulesIn('quantum significant principal assume describe')).toEqual([]);
    expect(rulesIn('the dove lied')).not.toContain('de.writing.piece');
  });

  it('tells c++ from c', () => {
    expect(rulesIn('C++')).toEqual(['en.code_generation.language']);
    expect(rulesIn('C')).toEqual([]);
  });

  it('hears a phrase over double spaces and line breaks, but not with a word between', () => {
    expect(rulesIn('how  do\nyou say')).toContain('en.translation.translate');
    expect(rulesIn('how do not you say')).not.toContain('en.translation.translate');
  });

  it('hears a verb where a clause opens, also after a courtesy, and not inside the clause', () => {
    for (const text of ['compose it', 'Could you please compose it', 'The sea. Compose it']) {
      expect(rulesIn(text)).toContain('en.writing.write');
    }
    expect(rulesIn('those who compose it')).not.toContain('en.writing.write');
    expect(rulesIn('可以帮我解释')).toContain('zh.education.explain');
  });

  it('lets the middle of a pasted text say nothing about what is asked for', () => {
    const filler = 'lorem '.repeat(50);
    expect(rulesIn(`${filler}poem ${filler}`)).toEqual([]);
    expect(rulesIn(`${filler}poem`)).toEqual(['en.writing.piece']);
    expect(rulesIn(`poem ${filler}`)).toEqual(['en.writing.piece']);
  });

  it('puts the start edge at 200 and the end edge at 120 characters', () => {
    const poemAt = (before: number, after: number): string =>
      `${'-'.repeat(before)}poem${'-'.repeat(after)}`;
    expect(rulesIn(poemAt(199, 500))).toEqual(['en.writing.piece']);
    expect(rulesIn(poemAt(200, 500))).toEqual([]);
    expect(rulesIn(poemAt(500, 116))).toEqual(['en.writing.piece']);
    expect(rulesIn(poemAt(500, 117))).toEqual([]);
  });

  it('gives a verb half a say from the 100th character on', () => {
    const weightOf = (before: number): number => {
      const { scores } = detector.detect({ text: `${'-'.repeat(before)}write` });
      return Math.log((scores?.writing ?? 0) / (scores?.translation ?? 1));
    };
    expect(weightOf(99)).toBeCloseTo(weightOf(0));
    expect(weightOf(100)).toBeCloseTo(weightOf(0) / 2);
  });

  it('gives words of the trade in the middle half a say', () => {
    const atEdge = detector.detect({ text: `pandas ${'-'.repeat(800)}` });
    const inMiddle = detector.detect({ text: `${'-'.repeat(400)} pandas ${'-'.repeat(400)}` });
    const ratio = ({ scores }: Detection): number =>
      Math.log((scores?.code_generation ?? 0) / (scores?.writing ?? 1));
    expect(ratio(inMiddle)).toBeCloseTo(ratio(atEdge) / 2);
  });
});

describe('confidence and scores', () => {
  it('has more confidence when more rules agree', () => {
    const one = detector.detect({ text: 'poem' }).confidence;
    const two = detector.detect({ text: 'Write a poem' }).confidence;
    const three = detector.detect({ text: 'Write a funny poem' }).confidence;
    expect(two).toBeGreaterThan(one);
    expect(three).toBeGreaterThan(two);
    expect(three).toBeGreaterThan(0.9);
  });

  it('has less confidence when intents compete', () => {
    const alone = detector.detect({ text: 'Summarize this' });
    const contested = detector.detect({ text: 'Summarize this and translate it into German' });
    expect(contested.confidence).toBeLessThan(alone.confidence);
    expect(contested.confidence).toBeLessThan(0.8);
  });

  it('answers with the highest score as confidence, and scores that add up to 1', () => {
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        const { intent, confidence, scores = {} } = detector.detect({ text });
        expect(Object.keys(scores).sort()).toEqual([...detector.intents].sort());
        expect(scores[intent]).toBe(confidence);
        expect(confidence).toBe(Math.max(...Object.values(scores)));
        expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1);
      }),
    );
  });

  it('counts a rule once, however often its words are there', () => {
    expect(detector.detect({ text: 'poem poem sonnet' }).scores).toEqual(
      detector.detect({ text: 'poem' }).scores,
    );
  });
});

describe('evidence', () => {
  it('names the rules and where they spoke', () => {
    expect(detector.detect({ text: 'Please summarize it' }).evidence).toEqual([
      'en.summarization.summarize@7',
    ]);
    expect(detector.detect({ text: '  main.py' }).evidence).toEqual([
      'sign.code_generation.file@5',
    ]);
  });

  it('counts offsets in the text as it was written, also behind a letter that grows in lower case', () => {
    expect(detector.detect({ text: 'İİİ: summarize' }).evidence).toEqual([
      'en.summarization.summarize@5',
    ]);
  });

  it('counts offsets from the start of a long text also for what stands at its end', () => {
    const text = `${'lorem '.repeat(1_000)}summarize`;
    expect(detector.detect({ text }).evidence).toEqual(['en.summarization.summarize@6000']);
  });

  it('holds no text of the prompt: whatever is written, it is a rule and a number', () => {
    const names = /^(?:(?:en|zh|ja|ru|fr|it|de|es)|sign)\.[a-z_]+\.[a-z]+@\d+$/;
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        for (const entry of detector.detect({ text }).evidence ?? []) {
          expect(entry).toMatch(names);
          expect(Number(entry.slice(entry.indexOf('@') + 1))).toBeLessThan(text.length);
        }
      }),
    );
  });
});

describe('any text at all', () => {
  it('gets the same answer each time', () => {
    fc.assert(
      fc.property(anyPrompt(), (text) => {
        const first = detector.detect({ text });
        detector.detect({ text: `summarize ${text}` });
        expect(detector.detect({ text })).toEqual(first);
        expect(new KeywordIntentDetector().detect({ text })).toEqual(first);
      }),
    );
  });

  it('is read at both ends only when it is long: what is added between them changes nothing', () => {
    const head = 'Translate this into French. '.padEnd(1_024, 'a(');
    const tail = 'Please summarize the text.'.padStart(1_024, '{\n');
    for (const middle of ['how do ', 'a.b(', '_Error', '\n', '```', 'x => ']) {
      const long = detector.detect({ text: head + middle.repeat(200_000) + tail });
      const longer = detector.detect({ text: head + middle.repeat(400_000) + tail });
      expect(long.scores).toEqual(longer.scores);
      expect(long.evidence?.length).toBeGreaterThan(1);
    }
  });

  it('is answered where rules without a bound on backtracking would hang', () => {
    const seeds = [
      'a',
      'a(',
      '(',
      '_',
      'how do ',
      'at a.',
      'w(w ',
      'def ',
      '\u3042',
      '\ud800',
      '\0',
    ];
    const answers = seeds.map((seed) => intentOf(seed.repeat(16_384 / seed.length)));
    expect(answers.every((intent) => detector.intents.includes(intent as Intent))).toBe(true);
  });
});

/** Words that mean something, words that do not, and noise. */
function anyPrompt(): fc.Arbitrary<string> {
  const meaning = fc.constantFrom(
    'write',
    'poem',
    'explain',
    'translate',
    'summary',
    'code',
    'python',
    'why',
    'recipe',
    'main.py',
    'résume',
    'переведи',
    '翻译成',
    '説明して',
    '```',
    '\n',
    '. ',
  );
  const piece = fc.oneof(meaning, fc.string({ unit: 'grapheme' }));
  return fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' '));
}
