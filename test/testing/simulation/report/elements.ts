/** One element of a page. */
export interface Element {
  readonly attributes: { readonly [name: string]: string };
  /** What is between its tags, markup and all. */
  readonly content: string;
}

/** The elements with this tag, in order; it must not be nested in itself. */
export function elements(page: string, tag: string): readonly Element[] {
  const pattern = new RegExp(`<${tag}(?=[\\s/>])([^>]*?)(?:/>|>(?:([\\s\\S]*?)</${tag}>)?)`, 'g');
  return [...page.matchAll(pattern)].map(([, attributes = '', content = '']) => ({
    attributes: Object.fromEntries(
      [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ),
    content,
  }));
}

/** Every tag, in order, without its attributes: `<p>`, `</p>`. */
export function tags(page: string): readonly string[] {
  return [...page.matchAll(/<(\/?[a-z][a-z0-9]*)/gi)].map(([, tag]) => `<${tag}>`);
}
