import type { LanguageRules } from './language-rules.js';

/** Dutch. A stem finds only the beginning of a compound, so the usual compounds are listed. */
export const dutch: LanguageRules = {
  language: 'nl',
  common: 'de het een en van is in dat die te voor met op niet er wie',
  courtesies:
    'alsjeblieft kun kunt kan kunnen zou wil je u ik we mij me graag even dan en ook dus hallo moet help helpen zeg nodig om te',

  translate: 'vertaal*, vertal*, hoe zeg je, hoe … in het engels, wat betekent … in het',
  languages:
    'engels*, nederlands*, frans, franse, duits*, spaans*, italiaans*, portugees, russisch*, pools, turks, arabisch*, chinees, chinese, japans*',

  summarize: 'vat … samen, vat de, vat het, vat dit, vat deze, maak … korter',
  // "samenvatten" closes its clause, where verbs are hardly heard: as a noun it is.
  summary: 'samenvat*, samen te vatten, hoofdpunten, kernpunten, belangrijkste punten',

  program:
    'code*, functie*, programma, programmeer*, implementeer*, algoritme*, webpagina*, applicatie*',
  fault: 'fout, fouten, foutmelding*, werkt … niet',

  make: 'schrijf*, schrijven, bedenk*, verzin*, creëer*, ontwerp*, ontwikkel*, formuleer*, stel … op, vul … aan, maak … af, je … schrijven, u … schrijven, vertel … verhaal',
  give: 'geef, maak, maken, genereer*, toon, je … geven, u … maken, mij … geven',
  rework:
    'herschrij*, herformule*, parafraseer*, corrige*, verbeter de, verbeter deze, bewerk*, spelfouten, de spelling, grammatica*, beleefder, formeler, professioneler, in andere woorden',
  piece:
    'gedicht*, verhaal, verhalen, een … brief, de brief, motivatiebrief, uitnodiging*, artikel*, bericht, dialoog, gesprek, verslag, liedje, songtekst*, grap, titels, advertentie*, recensie*, alinea*, paragraaf, zin, zinnen, tekst*, productbeschrijving*, metafoor',
  style: 'stijl, op … toon, overtuigend*, creatie*, aantrekkelijk*, grappig*',
  brief: 'in een zin, in twee zinnen, in een paar zinnen',
  role: 'doe alsof, stel je voor, speel … rol, je bent een, jij bent, u bent een, treed op, fungeer*, gedraag je',

  explain:
    'leg … uit, uitleg*, verklaar*, beschrijf*, beschrijven, definieer*, vergelijk*, bespreek*, analyseer*, interpreteer*, vertel … over, ik … begrijpen, je … uitleggen, u … uitleggen, verduidelijk*, geef … overzicht, leer me',
  // Bare "hoe": the longer phrases of the other cues take away what asks for something else.
  why: 'waarom, hoe, wat gebeurt, welke rol, welke invloed, wat zou, welke gevolgen, waardoor, wat doet',
  what: 'wat is, wat zijn, wat betekent',
  concept:
    'verschil*, uitleg*, betekenis*, betekent, concept*, definitie*, principe*, theorie*, oorzaak, oorzaken, gevolgen, voordelen, nadelen, werkt, geschiedenis van, belang van, effecten, basisprincipes',

  howto: 'hoe … ik, hoe … je, wat moet ik',
  fact: 'wie, waar, wanneer, is, zijn, was, heeft, welk, welke, hoe laat, wat is … hoofdstad, hoeveel, wat kost*, is er',
  task: 'noem*, geef … lijst, maak … lijst*, geef … tips, stel … voor, lijst, zoek, vind, los … op, bereken*, classificeer*, sorteer*, identificeer*, bepaal*, evalueer*, kies, selecteer*, plan, controleer*, beantwoord*, verander, verwijder, geef … voorbeeld*, beoordeel*, vervang*',
};
