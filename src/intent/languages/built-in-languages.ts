import { arabic } from './arabic.js';
import { chinese } from './chinese.js';
import { dutch } from './dutch.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { hindi } from './hindi.js';
import { indonesian } from './indonesian.js';
import { italian } from './italian.js';
import { japanese } from './japanese.js';
import { korean } from './korean.js';
import type { LanguageRules } from './language-rules.js';
import { polish } from './polish.js';
import { portuguese } from './portuguese.js';
import { russian } from './russian.js';
import { spanish } from './spanish.js';
import { turkish } from './turkish.js';
import { vietnamese } from './vietnamese.js';

/** All languages whose rules come with the package. */
export const builtInLanguages: readonly LanguageRules[] = /* @__PURE__ */ Object.freeze([
  english,
  chinese,
  japanese,
  korean,
  spanish,
  french,
  german,
  italian,
  portuguese,
  russian,
  hindi,
  arabic,
  indonesian,
  turkish,
  vietnamese,
  dutch,
  polish,
]);
