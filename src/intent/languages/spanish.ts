import type { LanguageRules } from './language-rules.js';

/** Spanish, of Spain and of America. */
export const spanish: LanguageRules = {
  language: 'es',
  common: 'el la los las un una del es son está con por para como más sus',
  courtesies:
    'por favor puedes puede podrías podría quiero quisiera necesito me nos te le se lo gustaría que a de en con y ayúdame ayuda ayudar ayudarme hola ahora luego también tú vamos dime decirme tarea',

  translate: 'tradu*, cómo se dice, cómo digo, cómo se diría',
  languages:
    'inglés, francés, alemán, español, italiano, portugués, ruso, chino, japonés, árabe, catalán',

  summarize: 'resum*, sintetiza*, condensa*, acorta*',
  summary:
    'resumen, síntesis, puntos clave, puntos principales, ideas principales, idea principal, de qué trata',

  program:
    'código*, program*, implement*, función, funciones, consulta sql, algoritmo*, aplicación, página web, sitio web, expresi* regular*, comando*, cadenas, archivo*',
  fault: 'errores, no funciona, depura*, arregla*',

  make: 'escrib*, redact*, compon*, inventa*, imagina*, continu*, cuéntame un, cuéntame una',
  give: 'dame, darme, dar, proporcion*, ofrec*, muestra*, crea*, cree, genera*, genere, haz, hazme, haga*, hacer, elabor*, prepar*, diseñ*, desarroll*, constru*, implement*',
  rework:
    'reescrib*, reformul*, parafras*, corrig*, correg*, gramatica*, ortogra*, más formal, más profesional, mejora* … texto, mejora* … redacción, revis* … texto',
  piece:
    'poema*, poesía, cuento*, una historia, historia corta, relato*, guion, correo*, carta*, ensayo*, artículo*, publicación, discurso*, diálogo*, canción, letra de, chiste*, título*, titular, anuncio*, reseña*, una crítica, un párrafo, una frase, oración, descripción, descripciones, escena*, personaje*, informe, propuesta, mensaje*, verso*',
  style: 'tono, estilo, persuasiv*, creativ*, divertid*, atractiv*',
  brief:
    'brevemente, en breve, en pocas palabras, en una frase, en dos frases, menos de … palabras',
  role: 'actúa como, actúe como, actúes como, imagina que eres, supongamos que eres, finge, si fueras, hazte pasar, haz de, hagas de, eres un, eres una, habla como, asum* el papel, adopt* el papel, haz el papel',

  explain:
    'explica, explicas, explicar*, explícame, expliqu*, enseñ*, describ*, defin*, qué significa, qué quiere decir, compar*, discute, aclara*, justific*, interpreta, háblame, cuéntame, aprender, entender, comprender',
  why: 'por qué, cómo … funcion*, cómo … afect*, cómo … influy*, cómo … cambi*, cómo se, cómo es, cómo son, cómo ha, cómo puede, cómo pueden, qué caus*, qué pasa*, qué ocurr*, qué suced*, qué efecto*, qué papel, qué impacto, qué hace que, para qué sirve*, de qué manera',
  what: 'qué es, qué son, cuál es, cuáles son, cuál fue',
  concept:
    'diferencia*, explicación, significado de, concepto*, definición, principios, principio de, teoría*, ley de, causas, consecuencia*, ventajas, beneficios, impacto, importancia, origen, historia de la, historia del, efectos de, mecanismo*, fenómeno*, funcionamiento, palabras sencillas, términos sencillos',

  howto: 'cómo puedo, cómo mejorar',
  fact: 'quién*, cuánt*, cuál, cuáles, dónde está*, cuál es … capital, cómo se llam*, cuál es … más',
  task: 'recomiend*, recomend*, sugier*, suger*, lista*, enumer*, nombr*, menciona*, encuentr*, encontr*, busca*, identifi*, clasifi*, categori*, extrae*, calcul*, cuenta, resuelv*, resolv*, evalua*, determin*, elige*, elij*, seleccion*, verific*, planific*, organiz*, ordena*, convi*, sustituy*, indica*, halla*, dado, dada, dame … lista, crea* una lista',
};
