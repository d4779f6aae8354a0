import type { WordTable } from './kinds.js';

/** French. */
export const french: WordTable = {
  courtesies: 'veuillez pouvez vous peux tu je bonjour',
  'translation.translate': 'traduis, traduisez, traduire, traduction, traducteur, comment dit on',
  'summarization.summarize': 'résum*, points clés',
  'code_generation.artifact': 'implém*, développ*, fonction, requête, site web',
  'writing.write': 'écri*, rédig*, imaginez',
  'writing.rework': 'réécri*, reformul*, corrigez',
  'writing.piece':
    'poème, histoire, courriel, lettre, discours, chanson, titre, dissertation, blague',
  'writing.role': 'faites vous passer, incarne*, assumez, assumer le rôle',
  'education.explain': 'expliq*, décri*, défini*, discutez, discuter, comparez, donner un aperçu',
  'education.why':
    'pourquoi, comment le, comment la, comment les, comment un, comment fonctionne, quelles méthodes',
  'education.what': 'qu est ce que, qu est ce qu, quels sont, quelles sont',
  'education.concept': 'différence*, signifie, signification, principe*, théorie',
  'general.task':
    'propose*, recommand*, suggè*, calcule, calculez, extray*, trouve*, identifiez, compte*',
  'general.thing': 'combien, qui, où, quand, quel, quelle, recette, équation, prix',
};
