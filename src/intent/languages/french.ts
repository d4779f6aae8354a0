import type { LanguageRules } from './language-rules.js';

/** French: `tu` and `vous`. */
export const french: LanguageRules = {
  language: 'fr',
  common: 'le la les l un une des du sont dans pour qui cette',
  courtesies:
    's il te vous plaît merci de veuillez peux peut pouvez pourriez pourrais je tu j me m moi aimerais voudrais veux besoin est ce que qu et d à aide aidez aider dois devez dis dire',

  translate: 'tradu*, comment dit on, comment on dit, comment dire',
  languages:
    'anglais, français, allemand, espagnol, italien, portugais, russe, chinois, japonais, arabe',

  summarize: 'résum*, synthétis*, condens*, raccourci*',
  // Not `résumé` alone, which is also an English curriculum vitae.
  summary:
    'un résumé, résumé de, bref résumé, synthèse, points clés, points principaux, idées principales, idée principale',

  program:
    'code, programm*, fonction, requête*, site web, page web, expression* régulière*, une classe, chaîne* de caractères, tableaux, entiers, fichier*',
  fault: 'erreur*, fonctionne pas, marche pas, débog*',

  make: 'écri*, rédig*, compose*, invente*, imagine*, continue*, racont*, répond*',
  give: 'donne*, crée*, génère*, fais, faites, faire, fourni*, élabor*, prépar*, développ*, produi*, implément*',
  rework:
    'réécri*, reformul*, paraphras*, corrig*, grammair*, grammatica*, orthograph*, plus formel, plus professionnel*, améliore* … texte',
  piece:
    'poème*, une histoire, histoire courte, conte, courriel*, mail, rédaction, lettre*, un essai, discours, paroles, blague*, titre, titres, accroche*, une phrase, phrases, scène*, scénario, personnage*, rapport, message*, un texte, une critique',
  style: 'drôle*, créati*',
  brief: 'brièvement, en bref, en quelques, en une phrase, en deux phrases',
  role: 'imagine* que vous, imagine que tu, agis comme, agissez comme, tu es un, vous êtes un, faites vous passer, incarn*, parle* comme, joue* le rôle',

  explain:
    'expliqu*, décri*, défini*, qu est ce qu un, qu est ce qu une, qu est ce que la, qu est ce que le, c est quoi, que signifie, que veut dire, compare*, discute*, apprend*, parle*, présente*, illustr*, comprendre',
  why: 'pourquoi, comment … fonctionn*, comment … march*, comment le, comment la, comment les, comment l, comment un, comment se, comment est, comment sont, comment a, comment expliqu*, qu est ce qui, que se pass*, quel rôle, à quoi ser*, en quoi',
  what: 'qu est ce que, quel est, quelle est, quels sont, quelles sont',
  concept:
    'différence*, explication, signifie, signification, veut dire, principe*, avantages, importance de, origine, histoire de la, histoire du, rôle de, effets de, lien entre, mécanisme*, phénomène*, fonctionnement, simplement, comme si j avais',

  howto: 'comment puis je, comment on',
  fact: 'qui est, qui ont, combien, où est, où puis, quel* … capitale, quel, quelle, quels, quelles, quel est … plus, quel* … meilleur*',
  task: 'propos*, recommand*, conseill*, suggér*, calcule*, extrai*, trouve*, identifi*, compte, liste*, énum*, nomme*, cite*, class*, résou*, choisi*, détect*, vérifi*, planifi*, organis*, trie*, converti*, remplac*, cherch*, donne* … liste',
};
