import type { LanguageRules } from './language-rules.js';

/** Polish. Verbs stand in both aspects; "-j*" and the like stand for the imperative of one and of many. */
export const polish: LanguageRules = {
  language: 'pl',
  common: 'i w na z do o to nie się jest są dla jak co',
  courtesies:
    'proszę czy możesz mógłbyś chcę chciałbym potrzebuję mi mnie dla pomóż pomóc żebyś abyś aby teraz a cześć powiedz że',

  translate:
    'przetłumacz*, tłumacz, tłumaczen*, jak powiedzieć, jak … po angielsku, jak … po polsku, co … po polsku',
  languages:
    'angielsk*, polski, polskiego, polsku, niemieck*, francusk*, hiszpańsk*, włosk*, rosyjsk*, tureck*, chińsk*, japońsk*, czesk*',

  summarize: 'streść*, streszcz*, podsumuj*, podsumować, skróć*',
  summary: 'streszczeni*, podsumowani*, skrót, skrócon*, główne punkty',

  program:
    'kod, kodu, funkcja, funkcję, funkcji, program, skrypt*, zapytani*, algorytm*, zaimplementuj*, aplikacj*, stron* internetow*, tablic*, kolumn*, tabel*, struktur* danych',
  technology: 'python*, excelu',
  fault: 'błąd, nie działa',

  make: 'napisz*, napisać, pisz, wymyśl*, zaprojektuj*, opracuj*, opowiedz … histori*',
  give: 'daj, podaj*, pokaż*, stwórz*, stworzyć, utwórz*, wygener*, przygot*, zrób',
  rework:
    'przepisz*, popraw, poprawcie, poprawić, parafraz*, sparafrazuj*, przeformułuj*, ulepsz*, gramaty*, ortograf*, bardziej formaln*',
  piece:
    'wiersz*, opowiadani*, opowieść, historię, esej*, maila, list do, list motywacyjny, artykuł*, wpis, wpisu, wiadomość, dialog*, rozmow*, piosenk*, tekst*, żart*, dowcip*, nagłów*, tytuł*, reklam*, recenzj*, opinię, akapit*, zdanie, zdania, postać, raport*, wstęp*, życzeni*',
  style: 'styl, stylu, przekonując*, kreatywn*, wciągając*',
  brief: 'krótko, zdaniach',
  role: 'wyobraź, udawaj*, wciel*, zachowuj się, jesteś, mów jak',

  explain:
    'wyjaśni*, wytłumacz*, opisz*, opisać, zdefiniuj*, porówna*, omów*, naucz*, uzasadnij*, przeanalizuj*, przedstaw*, opowiedz, powiedz … o, zrozumieć',
  why: 'dlaczego, czemu, po co, w jaki sposób, co się stanie, na czym polega*, jaki wpływ, jak … działa*, jak … wpły*',
  what: 'co to, co oznacza*, czym jest, jaka jest, jaki jest, jakie jest, jakie są',
  concept:
    'różnic*, różni, wyjaśnien*, znaczeni*, oznacza, pojęci*, koncepcj*, definicj*, zasad*, teori*, przyczyn*, skutk*, wpływ*, proces',

  howto: 'jak zaimplementować',
  fact: 'kto, kiedy, gdzie, ile, ilu, jaki, jaka, jakie, jaka jest stolica',
  task: 'wymień*, zaproponuj*, polec*, wypisz*, znajdź*, rozwiąż*, oblicz*, policz*, zidentyfikuj*, sklasyfikuj*, wskaż*, oceń*, sprawdź*, zmień*, zamień*, poradź*, odpowiedz, stwórz … plan',
};
