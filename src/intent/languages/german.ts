import type { LanguageRules } from './language-rules.js';

/** German. A stem finds only the beginning of a compound, so the usual compounds are listed. */
export const german: LanguageRules = {
  language: 'de',
  common: 'der die das den des ein eine und ist mit von für auf nicht was wie',
  courtesies:
    'bitte kannst könntest können könnten kann du sie ich mir möchte will würde gerne brauche hilf helfen hallo jetzt dann und auch also soll sollst dass sage',

  translate: 'übersetz*, wie sagt man, was heißt … auf',
  languages:
    'deutsch, deutsche, englisch*, französisch*, spanisch*, italienisch*, russisch*, türkisch*, arabisch*, chinesisch*, japanisch*',

  summarize: 'fass* … zusammen, fasse, fassen sie, kürze, kürzen sie',
  // "zusammenfassen" closes its clause, where verbs are hardly heard: as a noun it is.
  summary:
    'zusammenfass*, zusammenzufassen, kurzfassung, hauptpunkte, kernpunkte, wichtigsten punkte',

  program:
    'code*, funktion, funktionen, programm, programmiere, programmieren, implementier*, algorithm*, abfrage, webseite*, regulär* ausdr*, datei*, ordner, datenbank*, datenstruktur*',
  fault: 'fehler, fehlermeldung, funktioniert … nicht',

  make: 'schreib*, verfass*, entwirf, entwerf*, entwickle, entwickeln, formulier*, erfind*, du … schreib*, sie … schreiben, mir … schreiben',
  give: 'gib, geben sie, erstell*, generier*, erzeug*, liefer*, zeig*, sie … erstellen, mir … geben',
  rework:
    'umschreib*, umformulier*, umzuformulieren, schreib* … um, formulier* … um, überarbeit*, korrigier*, paraphrasier*, verbessere, verbessern sie, rechtschreib*, grammatik*, formeller, professioneller',
  piece:
    'gedicht*, geschichte, geschichten, kurzgeschichte*, märchen, aufsatz, einen … brief, anschreiben, bewerbung*, artikel*, beitrag, blogbeitrag, nachricht, rede, monolog*, ein lied, witz*, überschrift*, titel*, absatz, absätze, satz, sätze, einen … text, beschreibung*, drehbuch, lebenslauf, bericht',
  style: 'stil, überzeugend*, kreativ*, fesselnd*, ansprechend*, spannend*',
  brief: 'einem satz, sätzen',
  role: 'stell* dir vor, stellen sie sich vor, schlüpf*, fungier*, agier*, du bist ein, du bist eine, tu so, spiel* … rolle',

  explain:
    'erklär*, erläuter*, beschreib*, definier*, vergleich*, diskutier*, erörter*, analysier*, interpretier*, unterscheid*, begründ*, erzähl*, du … erklären, sie … erklären',
  // Bare "wie": the longer phrases of the other cues take away what asks for something else.
  why: 'warum, wieso, wozu, wie, welche rolle, welchen einfluss, was passiert, was geschieht, welche auswirkungen',
  what: 'was ist, was sind, was bedeutet, was heißt, was macht',
  concept:
    'unterschied*, hauptunterschied*, unterscheid*, bedeutung, bedeutet, konzept*, definition, prinzip*, theorie*, ursache*, auswirkung*, vorteil*, nachteil*, einfluss, funktioniert, ursprung, geschichte der',

  howto: 'wie … ich, wie … man, wie kann, wie würde*',
  fact: 'wer, wo, ist, sind, welche*, in welch*, was ist … hauptstadt, wie viel*, wie hoch, wie lang*, wie spät, wie lautet, gibt es',
  task: 'nenn*, liste, listen sie, empfehl*, schlag* … vor, zähl*, finde*, suche*, löse*, ordne*, sortier*, identifizier*, extrahier*, berechn*, bewerte*, bestimm*, wähl*, beantwort*, ersetz*, ändere, gib … liste',
};
