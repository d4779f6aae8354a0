import type { Intent } from '../../contracts/intent-detector.js';
import type { IntentRule } from '../intent-rule.js';

const sign = (
  name: string,
  intent: Intent,
  weight: number,
  pattern: RegExp,
): IntentRule<Intent> => ({
  name: `sign.${name}`,
  intent,
  weight,
  where: 'anywhere',
  pattern,
});

/**
 * What code looks like, whatever language surrounds it. Weaker than words, because code is also
 * pasted to be explained. No pattern repeats within a repetition: each takes linear time.
 */
export const signs: readonly IntentRule<Intent>[] = [
  sign(
    'code_generation.code',
    'code_generation',
    2,
    /```|\w\([^()\n]{0,80}\)\s?[;:{]|[;{]\s?\n|=>|[!=]==|\bdef \w|#include|\bimport \w|<\/\w|\bconst \w+ =|\bSELECT\b/,
  ),
  sign(
    'code_generation.trace',
    'code_generation',
    1.5,
    /(?:Error|Exception): |Traceback|\bat [\w.$]{1,80}\(|\berror\[?[A-Z]?\d{3,5}/,
  ),
  sign(
    'code_generation.file',
    'code_generation',
    1,
    /\w\.(?:py|[jt]sx?|java|cpp|cs|php|rb|rs|go|sh|sql|html|css|json|ya?ml|csv|xml|txt)\b/,
  ),
];
