import { describe, expect, it } from 'vitest';
import { CueIndex } from '../../src/intent/cue-index.js';
import { cues } from '../../src/intent/cues.js';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { tokenize } from '../../src/intent/tokenize.js';

/** What is found, as `language.cue@word`. */
function search(text: string, ...languages: readonly LanguageRules[]): readonly string[] {
  const index = new CueIndex(languages);
  const tokens = tokenize(text, index.courtesies);
  return index
    .search(tokens)
    .map(({ of, at }) => `${of.language}.${cues[of.cue]}@${tokens.words[at]}`);
}

const english: LanguageRules = {
  language: 'en',
  common: 'the of is as',
  courtesies: 'please kindly',
  make: 'write, make up',
  give: 'make, create',
  piece: 'poem*, poem of ages, cover letter',
  explain: 'explain, what is a',
  what: 'what is',
  translate: 'translat*',
  task: 'recommend, rate',
};

describe('the phrases that are found', () => {
  it('are words as they are, and stems with any ending', () => {
    expect(search('make a poem', english)).toEqual(['en.give@make', 'en.piece@poem']);
    expect(search('makes the poemette', english)).toEqual(['en.piece@poemette']);
    expect(search('mistranslating a poe', english)).toEqual([]);
    expect(search('coverletter', english)).toEqual([]);
  });

  it('are the longest that begin at a word', () => {
    expect(search('make up a poem of ages', english)).toEqual(['en.make@make', 'en.piece@poem']);
    expect(search('what is a poem', english)).toEqual(['en.explain@what', 'en.piece@poem']);
    expect(search('what is it', english)).toEqual(['en.what@what']);
    expect(search('what a', english)).toEqual([]);
  });

  it('are both of two that are as long, also a stem and a word', () => {
    const both: LanguageRules = {
      language: 'en',
      summarize: 'tldr, recap',
      summary: 'tldr, reca*',
    };
    expect(search('tldr', both)).toEqual(['en.summarize@tldr', 'en.summary@tldr']);
    expect(search('recap', both)).toEqual(['en.summarize@recap', 'en.summary@recap']);
  });

  it('are also those of stems that are short', () => {
    const short: LanguageRules = { language: 'xx', make: 'a*, bc*', piece: 'abcdef*, ab' };
    expect(search('axx, bcx, b', short)).toEqual(['xx.make@axx', 'xx.make@bcx']);
    expect(search('abcdefgh', short)).toEqual(['xx.piece@abcdefgh', 'xx.make@abcdefgh']);
    expect(search('ab', short)).toEqual(['xx.piece@ab', 'xx.make@ab']);
  });

  it('are found at each word where they stand, in their order', () => {
    expect(search('poem, make, poem', english)).toEqual([
      'en.piece@poem',
      'en.give@make',
      'en.piece@poem',
    ]);
  });

  it('are the names of technologies in any language and in none', () => {
    expect(search('python', english)).toEqual(['any.technology@python']);
    expect(search('python')).toEqual(['any.technology@python']);
  });

  it('are none in a table without phrases', () => {
    expect(search('make a poem', { language: 'xx' }, { language: 'yy', piece: '*' })).toEqual([]);
  });

  it('say where the verb may stand, and in which place its language is', () => {
    const japanese: LanguageRules = { language: 'ja', verbLast: true, make: 'かく' };
    const index = new CueIndex([english, japanese]);
    const [hit] = index.search(tokenize('かく', index.courtesies));
    expect(hit?.of).toEqual({
      cue: cues.indexOf('make'),
      language: 'ja',
      languageAt: 1,
      verbLast: true,
    });
    const [other] = index.search(tokenize('make', index.courtesies));
    expect(other?.of).toMatchObject({ languageAt: 0, verbLast: false });
  });
});

describe('a word of several languages', () => {
  const dutch: LanguageRules = {
    language: 'nl',
    common: 'het een',
    give: 'make',
    courtesies: 'graag',
  };
  const german: LanguageRules = { language: 'de', common: 'das ein is', fact: 'write' };

  it('is read as all of them where nothing tells the language', () => {
    expect(search('make', english, dutch)).toEqual(['en.give@make', 'nl.give@make']);
  });

  it('is read as one of the language that most words around it speak', () => {
    expect(search('make the', english, dutch)).toEqual(['en.give@make']);
    expect(search('het make', english, dutch)).toEqual(['nl.give@make']);
    expect(search('the make het', english, dutch)).toEqual(['en.give@make', 'nl.give@make']);
    expect(search('the make het een', english, dutch)).toEqual(['nl.give@make']);
  });

  it('is told by courtesies as well', () => {
    expect(search('graag make', english, dutch)).toEqual(['nl.give@make']);
    expect(search('please make', english, dutch)).toEqual(['en.give@make']);
  });

  it('says nothing where it is a usual word of another language that is spoken', () => {
    const swedish: LanguageRules = { language: 'sv', common: 'write och' };
    expect(search('write och', english, swedish)).toEqual([]);
    expect(search('write och the of is', english, swedish)).toEqual(['en.make@write']);
  });

  it('is weighed against a usual word only alone: a phrase of several words is no accident', () => {
    const swedish: LanguageRules = { language: 'sv', common: 'what och' };
    expect(search('what is a och och och', english, swedish)).toEqual(['en.explain@what']);
  });

  it('stays what it is where only one language has it, whatever is spoken', () => {
    expect(search('het een het een poem', english, dutch)).toEqual(['en.piece@poem']);
  });

  it('stays the name of a technology, which belongs to no language', () => {
    const usual: LanguageRules = { language: 'xx', common: 'python uu' };
    expect(search('python uu uu', english, usual)).toEqual(['any.technology@python']);
    const other: LanguageRules = { language: 'xx', piece: 'python' };
    expect(search('python', other)).toEqual(['xx.piece@python', 'any.technology@python']);
  });

  it('counts a word that is both usual and polite once', () => {
    const twice: LanguageRules = { language: 'xx', common: 'zz', courtesies: 'zz', give: 'make' };
    expect(search('zz the make', english, twice)).toEqual(['en.give@make', 'xx.give@make']);
  });

  it('is told by words that several languages use, too', () => {
    expect(search('write das is', english, german)).toEqual(['de.fact@write']);
  });
});

describe('characters that Chinese and Japanese share', () => {
  const chinese: LanguageRules = {
    language: 'zh',
    verbLast: true,
    translate: '翻译, 翻訳, 訳*',
    give: 'けpy',
  };
  const japanese: LanguageRules = { language: 'ja', verbLast: true, summarize: '翻訳', task: '訳' };

  it('are Japanese in a clause with kana, Chinese in a text without, and may be either beside them', () => {
    expect(search('翻訳, か', chinese, japanese)).toContain('zh.translate@翻');
    expect(search('翻訳, か', chinese, japanese)).toContain('ja.summarize@翻');
    expect(search('翻訳「か」', chinese, japanese)).toContain('zh.translate@翻');
    expect(search('翻訳', chinese, japanese)).toEqual(['zh.translate@翻', 'zh.translate@訳']);
    expect(search('翻訳して', chinese, japanese)).toEqual(['ja.summarize@翻', 'ja.task@訳']);
    expect(search('翻訳\u3040', chinese, japanese)).toContain('ja.summarize@翻');
    expect(search('翻訳\u30ff', chinese, japanese)).toContain('ja.summarize@翻');
    expect(search('翻訳\u3100', chinese, japanese)).toContain('zh.translate@翻');
  });

  it('leave what is no ideograph to every language', () => {
    expect(search('けpy', chinese, japanese)).toEqual(['zh.give@け']);
  });

  it('are Han from U+3400 up to U+9FFF', () => {
    const edges: LanguageRules = { language: 'ja', task: '\u3400, \u9fff' };
    expect(search('\u3400\u9fff', edges)).toEqual([]);
    expect(search('\u3400\u9fffか', edges)).toHaveLength(2);
  });
});

describe('a verb that is mistyped', () => {
  it('is understood where a clause opens, and only there', () => {
    expect(search('tranlsate it', english)).toEqual(['en.translate@tranlsate']);
    expect(search('please wriet it', english)).toEqual(['en.make@wriet']);
    expect(search('now, expalin it', english)).toEqual(['en.explain@expalin']);
    expect(search('they expalin it', english)).toEqual([]);
  });

  it('is not looked for in what is quoted', () => {
    expect(search('"expalin it" he said', english)).toEqual([]);
  });

  it('is one of those that decide alone', () => {
    const all: LanguageRules = {
      language: 'en',
      translate: 'translate',
      summarize: 'summarize',
      explain: 'explain',
      make: 'compose',
      rework: 'rephrase',
      give: 'generate',
      task: 'recommend',
      piece: 'dialogue',
      why: 'wherefore',
    };
    for (const [word, cue] of [
      ['tranlsate', 'translate'],
      ['sumarize', 'summarize'],
      ['expalin', 'explain'],
      ['compsoe', 'make'],
      ['rephrsae', 'rework'],
    ] as const) {
      expect(search(word, all)).toEqual([`en.${cue}@${word}`]);
    }
    for (const word of ['genreate', 'recomend', 'dialgoue', 'wherfeore']) {
      expect(search(word, all)).toEqual([]);
    }
  });

  it('is no part of a phrase, no usual word, and no word that means something else', () => {
    const table: LanguageRules = {
      language: 'en',
      common: 'expalin',
      explain: 'explain',
      make: 'compose music',
      rework: 'rephrase',
      piece: 'rephrsae',
    };
    expect(search('expalin', table)).toEqual([]);
    expect(search('compsoe music', table)).toEqual([]);
    expect(search('rephrsae', table)).toEqual(['en.piece@rephrsae']);
  });
});

describe('an Arabic word', () => {
  const arabic: LanguageRules = {
    language: 'ar',
    common: 'في',
    summarize: 'لخص*',
    piece: 'كتاب, بحر',
  };

  it('is found behind the particles and the article written together with it', () => {
    for (const word of ['لخص', 'ولخص', 'فلخص', 'سلخص']) {
      expect(search(word, arabic)).toEqual([`ar.summarize@${word}`]);
    }
    for (const word of ['الكتاب', 'للكتاب', 'والكتاب', 'بالكتاب', 'كالكتاب', 'لكتاب', 'كتاب']) {
      expect(search(word, arabic)).toEqual([`ar.piece@${word}`]);
    }
  });

  it('is found where three letters are left of it', () => {
    expect(search('البحر', arabic)).toEqual(['ar.piece@البحر']);
    expect(search('وبحر', arabic)).toEqual(['ar.piece@وبحر']);
  });

  it('is found as it is before anything is taken off', () => {
    expect(search('بحر', { language: 'ar', make: 'بحر', piece: 'حر' })).toEqual(['ar.make@بحر']);
  });

  it('is not what two letters are left of, and not behind other letters', () => {
    expect(search('وحر', { language: 'ar', piece: 'حر' })).toEqual([]);
    expect(search('تكتاب', arabic)).toEqual([]);
    expect(search('وتكتاب', arabic)).toEqual([]);
  });
});
