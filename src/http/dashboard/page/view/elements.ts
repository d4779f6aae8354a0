/** What may stand in an element: text is text, whatever it looks like. */
export type Content = Node | string;

type Attributes = Readonly<Record<string, string | undefined>>;

/** An element. Nothing in this page is made from HTML: names, errors and answers come from strangers. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...contents: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...contents);
  return made;
}

/** One that `page.html` has. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`page.html has no #${id}`);
  return found;
}

/** Changes what it says, where that is something else: a selection and a screen reader's place are kept. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute where it is another one; undefined takes it away. */
export function mark(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** A model's id, which may be broken after its provider. */
export function modelName(id: string): HTMLElement {
  const slash = id.indexOf('/') + 1;
  return element(
    'span',
    { class: 'model' },
    element('span', { class: 'provider' }, id.slice(0, slash)),
    id.slice(slash),
  );
}

/** How much of something there is, as a bar under its words. The words say it all. */
export class Bar {
  readonly element = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span'));

  show(share: number): void {
    const level = share > 1 ? 'over' : share >= 0.8 ? 'near' : 'well';
    mark(this.element, 'data-level', level);
    const fill = this.element.firstElementChild as HTMLElement;
    fill.style.inlineSize = `${Math.min(1, share) * 100}%`;
  }
}
