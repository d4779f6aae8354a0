import type { WordTable } from './kinds.js';

/** Italian. */
export const italian: WordTable = {
  courtesies: 'per favore puoi mi ciao vorrei',
  'translation.translate': 'traduci, tradurre, traduzione, traduttore, come si dice',
  'summarization.summarize': 'riassu*, punti chiave',
  'code_generation.artifact': 'funzione, sito web, codice',
  'writing.write': 'scriv*, inventa, immagina, crea',
  'writing.rework': 'riscriv*, correggere',
  'writing.piece':
    'poesia, storia, racconto, lettera, discorso, canzone, titolo, paragrafo, personaggio',
  'writing.role': 'impersona, assumi il ruolo, immagina di essere',
  'education.explain': 'spieg*, descriv*, discuti, delineare',
  'education.why': 'perché, come funziona, in che modo, quali metodi',
  'education.what': 'cos è, cosa è, qual è',
  'education.concept': 'differenz*, significa, significato, concett*, principi, teoria',
  'general.task': 'suggeri*, consiglia, calcola, estrai, trova, elenca, dati, dato',
  'general.thing': 'quanto, quanti, quante, chi, dove, quando, quale, ricetta, equazione, prezzo',
};
