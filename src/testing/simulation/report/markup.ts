/** What is HTML already, and is not escaped again. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Fragment = string | number | Markup | readonly Markup[];

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML or SVG. What is put in is escaped, for text and for quoted attributes, unless it is `Markup`: a name or a reason
 * cannot become an element.
 *
 * @example
 * html`<b title="${'a "b"'}">${'<script>'}</b>`.text // <b title="a &quot;b&quot;">&lt;script&gt;</b>
 */
export function html(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...fragments.map(textOf)));
}

function textOf(fragment: Fragment): string {
  if (fragment instanceof Markup) return fragment.text;
  if (typeof fragment === 'object') return fragment.map(({ text }) => text).join('');
  return String(fragment).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
