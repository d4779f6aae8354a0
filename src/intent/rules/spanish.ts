import type { WordTable } from './kinds.js';

/** Spanish. */
export const spanish: WordTable = {
  courtesies: 'por favor puedes podrías me hola quiero que',
  'translation.translate': 'traduce, traducir, traduzca, traducción, traductor, cómo se dice',
  'summarization.summarize':
    'resumen, resumir, resuma, resúmeme, resume el, resume la, resume este, resume esta, puntos clave',
  'code_generation.artifact': 'función, consulta, sitio web, código',
  'writing.write': 'escrib*, redact*',
  'writing.rework': 'reescrib*, corrige, corregir',
  'writing.piece':
    'historia, cuento, relato, carta, canción, título, titular, párrafo, ensayo, chiste, correo, artículo',
  'writing.role': 'adopta el papel, asuma el papel, imagina que eres, supongamos que eres',
  'education.explain': 'explica, explicar, explícame, describa, describir',
  'education.why': 'por qué, cómo, qué métodos',
  'education.what': 'qué es, qué significa, cuál es, cuáles son',
  'education.concept': 'diferencia*',
  'general.task':
    'recomienda, sugier*, encuentra, enumera, identifica, identifique, dadas, dados, dado',
  'general.thing': 'cuánt*, quién, dónde, cuándo, receta, ecuación, precio',
};
