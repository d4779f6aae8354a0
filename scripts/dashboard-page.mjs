/**
 * The dashboard as one string: its modules and its style sheet bundled and put into its HTML. Whoever imports
 * `page.html` gets it, from the build (tsup.config.ts), from the tests (vitest.config.ts) and from the sources
 * (source-loader.mjs), so that there is no second version of it in the repository.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const PAGE = new URL('../src/http/dashboard/page/', import.meta.url);

/** Which path or URL stands for the page. */
export const DASHBOARD_PAGE = /[\\/]dashboard[\\/]page[\\/]page\.html$/;

/** @returns {string} HTML that asks for no other file */
export function dashboardPage() {
  const html = readFileSync(new URL('page.html', PAGE), 'utf8').replace(/\r\n?/g, '\n');
  const css = bundled('page.css');
  const script = bundled('main.ts');
  return replaced(
    replaced(html, '<link rel="stylesheet" href="./page.css" />', `<style>${css}</style>`),
    '<script type="module" src="./main.ts"></script>',
    `<script>${script}</script>`,
  ).replace(/^ +/gm, '');
}

function bundled(name) {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(name, PAGE))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'error',
  });
  const text = outputFiles[0].text.trim();
  if (/<\/(script|style)|<!--/i.test(text))
    throw new Error(`${name} would end the element it is in`);
  return text;
}

function replaced(html, placeholder, content) {
  if (!html.includes(placeholder)) throw new Error(`page.html has no ${placeholder}`);
  return html.replace(placeholder, () => content);
}
