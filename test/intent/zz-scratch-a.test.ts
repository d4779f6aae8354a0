import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { builtInLanguages } from '../../src/intent/languages/built-in-languages.js';
import { everydayPrompts } from './everyday-prompts.js';
it('x', () => {
  const all = new KeywordIntentDetector();
  const out: string[] = [];
  for (const l of builtInLanguages) {
    const own = new RuleIntentDetector([l]);
    for (const [intent, prompts] of Object.entries(everydayPrompts[l.language]!)) for (const text of prompts) {
      for (const [n, d] of [['all', all], ['own', own]] as const) {
        const r = d.detect({ text });
        if (r.intent !== intent) out.push(`${n} ${l.language} want ${intent} got ${r.intent} ${r.confidence.toFixed(2)} (${(r.scores as any)[intent].toFixed(2)}) ${text}\n     ${r.evidence!.join(' ')}`);
      }
    }
  }
  writeFileSync('/tmp/h/out.txt', out.join('\n'));
});
