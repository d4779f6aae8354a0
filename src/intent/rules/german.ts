import type { WordTable } from './kinds.js';

/** German. */
export const german: WordTable = {
  courtesies: 'bitte kannst können könnten sie du mir ich hallo',
  'translation.translate': 'übersetz*, wie sagt man',
  'summarization.summarize': 'zusammenfass*, fasse, fassen sie den, fassen sie die',
  'code_generation.artifact': 'funktion, abfrage, webseite',
  'writing.write': 'schreib*, verfass*, entwirf',
  'writing.rework': 'überarbeit*, umschreib*, korrigier*, bearbeite*',
  'writing.piece':
    'gedicht, geschichte, kurzgeschichte, aufsatz, rede, liedtext, titel, überschrift, absatz, witz, artikel',
  'writing.role': 'schlüpf*, stell dir vor, stellen sie sich vor',
  'education.explain': 'erklär*, beschreib*, definier*, vergleich*, erläuter*, begründe*',
  'education.why': 'warum, wieso, wie',
  'education.what': 'was ist, was sind, was bedeutet',
  'education.concept': 'unterschied*, bedeutung, konzept*, auswirkung*, prinzip*, theorie',
  'general.task': 'empfehl*, schlage*, berechne*, extrahier*, finde*, identifizier*',
  'general.thing': 'wie viel, wie viele, wer, wo, wann, welche*, rezept, gleichung, preis',
};
