/** Ten that the colour-blind tell apart as well, on white and on black: Petroff, arXiv 2107.02270. */
const MODEL_COLOURS = [
  ...['#3f90da', '#ffa90e', '#bd1f01', '#94a4a2', '#832db6'],
  ...['#a96b59', '#e76300', '#b9ac70', '#717581', '#92dadd'],
];
/** Seven of that kind: those of Okabe and Ito without their black. */
const POLICY_COLOURS = [
  ...['#d55e00', '#0072b2', '#e69f00', '#009e73'],
  ...['#cc79a7', '#56b4e9', '#f0e442'],
];

/** A class for each name, in their order; those for which no colour is left share a grey. */
export function coloursOf(
  kind: 'model' | 'policy',
  names: readonly string[],
): ReadonlyMap<string, string> {
  const { length } = kind === 'model' ? MODEL_COLOURS : POLICY_COLOURS;
  return new Map(
    names.map((name, place) => [name, place < length ? `${kind}-${place}` : 'others'] as const),
  );
}

function rulesFor(kind: 'model' | 'policy', colours: readonly string[]): string {
  return colours.map((colour, place) => `.${kind}-${place} { color: ${colour} }`).join('\n');
}

/** All of the page's style. Shapes are drawn in the colour of their text, so that one class serves all of them. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #fff; --tile: #f6f7f9; --line: #e4e7eb;
  --text: #1c2128; --muted: #5c6670; --alert: #b3261e;
  --gutter: 3rem;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --tile: #1d2228; --line: #2b3138;
    --text: #e6e9ec; --muted: #9aa4ae; --alert: #ff8f80;
  }
}
${rulesFor('model', MODEL_COLOURS)}
${rulesFor('policy', POLICY_COLOURS)}
.others { color: #8b8f94 }
.failed { color: var(--text) }
* { box-sizing: border-box }
body {
  max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 3rem;
  background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem }
small { color: var(--muted); font-size: inherit; font-weight: normal }
dl {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr));
  gap: .5rem; margin: 0;
}
dl > div { padding: .6rem .8rem; border-radius: .4rem; background: var(--tile) }
dt, .detail { color: var(--muted); font-size: .85rem }
.detail span { display: inline-block; white-space: pre-wrap }
dd { margin: 0 }
.value { font-size: 1.4rem; font-weight: 600; line-height: 1.3 }
.violations {
  margin-top: 1.5rem; padding: .1rem 1rem;
  border: 1px solid var(--alert); border-radius: .4rem;
}
.violations h2 { margin-top: .6rem; color: var(--alert) }
.violations li { overflow-wrap: anywhere }
figure { margin: 0 }
figure svg { display: block; width: 100%; overflow: visible }
figure > svg { width: calc(100% - var(--gutter)); margin-left: var(--gutter) }
svg text { fill: var(--muted); font-size: 12px }
path, rect { fill: currentColor }
line { stroke: var(--line); shape-rendering: crispEdges }
.values text { text-anchor: end }
.areas path { stroke: var(--page); stroke-width: .75; vector-effect: non-scaling-stroke }
.bins rect { fill: var(--text); fill-opacity: 0 }
.bins rect:hover { fill-opacity: .15 }
.row text { fill: var(--text) }
.row .aside { fill: var(--muted); text-anchor: end }
.row .track { fill: var(--tile) }
.row [class^=policy] { stroke: currentColor }
.row rect:hover:not(.track) { fill: var(--text) }
.legend {
  display: flex; flex-wrap: wrap; gap: .1rem 1.2rem;
  margin: 0 0 .6rem; padding: 0; list-style: none; font-size: .85rem;
}
section > .legend { margin: 2rem 0 -1rem }
.swatch {
  display: inline-block; width: .7em; height: .7em; margin-right: .4em;
  border-radius: .15em; background: currentColor;
}
.none { margin: 0; color: var(--muted) }
.scroll { overflow-x: auto }
table { min-width: min(100%, 36rem); border-collapse: collapse; font-size: .9rem }
th, td {
  padding: .35rem .75rem; border-bottom: 1px solid var(--line);
  text-align: start; vertical-align: top; white-space: nowrap;
}
th:first-child, td:first-child { padding-left: 0 }
th { font-weight: normal }
th[scope=row] { position: sticky; left: 0; background: var(--page) }
td:last-child:not(.number) { min-width: 14rem; white-space: normal }
thead th { color: var(--muted); font-size: .85rem; vertical-align: bottom }
.number { text-align: end }
@media (max-width: 40rem) {
  :root { --gutter: 2.4rem }
  body { padding: 1.25rem .9rem 2rem }
  dl { grid-template-columns: 1fr 1fr }
  .value { font-size: 1.15rem }
  .minor, .aside { display: none }
}
@media print {
  :root { color-scheme: light }
  body {
    max-width: none; padding: 0; font-size: 12px;
    print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  figure, tr, dl > div { break-inside: avoid }
  h2 { break-after: avoid }
  .scroll { overflow: visible }
}
`;
