import type { LanguageRules } from './language-rules.js';

/** Italian: `tu`, `Lei` and `voi`. */
export const italian: LanguageRules = {
  language: 'it',
  common: 'il lo la gli le un una del della dei nel con per è sono non più',
  courtesies:
    'per favore puoi può potresti potrebbe voglio vorrei ho bisogno di mi ti ci lo si che a e da in con aiutami aiutarmi ciao ora poi tu lei devi deve compito dimmi dirmi',

  translate: 'tradu*, come si dice, come dico, come dire, come si direbbe',
  languages:
    'inglese, francese, tedesco, spagnolo, italiano, portoghese, russo, cinese, giapponese',

  summarize: 'riassu*, sintetizz*, riepiloga*, condensa*',
  summary:
    'riassunt*, riepilogo, sintesi, punti chiave, punti principali, punti salienti, idee principali, di cosa parla, di cosa tratta',

  program:
    'codice, programma, programmazione, implement*, funzione, funzioni, algoritm*, applicazion*, sito web, pagina web, espressione regolare',
  fault: 'errore, errori, non funziona, non va',

  make: 'scriv*, redig*, compon*, inventa*, immagin*, continu*, raccontami un, raccontami una',
  give: 'darmi, fornisci*, fornire, mostra*, crea*, genera*, fai, fare, elabor*, prepar*, progett*, svilupp*, produ*, implement*',
  rework:
    'riscriv*, riformul*, parafras*, corregg*, grammatica*, ortografi*, più formal*, più professional*, migliora* … testo, modifica* … testo',
  piece:
    'poesi*, una storia, breve storia, racconto, favol*, fiab*, mail, lettera, saggio, articolo, discorso, monologo, dialogo, canzon*, barzellett*, titolo, recension*, un paragrafo, una frase, frasi, descrizion*, scena, trama, personagg*, messaggi*, sceneggiatur*',
  style: 'tono, stile, creativ*, divertent*, accattivant*, coinvolgent*',
  brief: 'brevemente, in breve, in poche parole, in una frase, in due frasi',
  role: 'agisci come, agisca come, immagina di essere, fingi, se fossi, se tu fossi, comportati, impersona*, assum* il ruolo, nei panni, sei un',

  explain:
    'spiega, spiegar*, spiegami, spieghi, descriv*, defini*, cos è un, cos è una, cos è il, cos è la, cos è l, cosa significa, cosa vuol dire, confront*, discut*, insegna*, illustra*, parlami, racconta*, imparare, capire, comprendere',
  why: 'perché, come mai, come … funzion*, come … influ*, come … cambia*, come il, come la, come l, come i, come si, come ha, come può, come possono, in che modo, cosa succede*, cosa accad*, qual è il ruolo, a cosa serv*',
  what: 'cos è, qual è, quali sono',
  concept:
    'differenz*, spiegazione, significato di, concett*, definizion*, principi, principio di, teori*, cause, conseguenz*, vantagg*, benefici, impatto, importanza, origine, storia della, storia del, effetti di, meccanism*, fenomen*, funzionamento, parole semplici',

  howto: 'come posso, come faccio, come migliorare',
  fact: 'chi, quant*, quale, quali, qual, dov è, dove si, qual è … capitale, qual è … più',
  task: 'suggeri*, consigli*, raccomand*, calcol*, estra*, trov*, cerca*, elenc*, identific*, conta, classific*, categori*, risolv*, valut*, scegli*, selezion*, verific*, controlla*, pianific*, organizz*, ordina*, assegn*, convert*, sostitui*, dato, dammi … lista',
};
