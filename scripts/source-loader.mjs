/**
 * Runs TypeScript that imports this package by its own name, without a build:
 * `node --import ./scripts/source-loader.mjs examples/main.ts`. Node strips the types; this says where the names lead:
 * those of tsconfig.json to `src/`, and `./file.js` to `./file.ts`.
 */
import { readFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', root), 'utf8'));

// Stripping types takes longer than all the rest: from the second start on it is not done again.
enableCompileCache(fileURLToPath(new URL('node_modules/.cache/source-loader', root)));
registerHooks({
  resolve: (specifier, context, next) => next(sourceOf(specifier, context.parentURL), context),
  load: (url, context, next) => (url.endsWith('/page/page.html') ? page() : next(url, context)),
});

function sourceOf(specifier, parentURL = '') {
  if (!isOurs(parentURL)) return specifier;
  const source = compilerOptions.paths[specifier]?.[0];
  if (source !== undefined) return new URL(source, root).href;
  return specifier.startsWith('.') ? specifier.replace(/\.js$/, '.ts') : specifier;
}

/** The bundler is loaded for those who need it alone. */
function page() {
  const { dashboardPage } = createRequire(import.meta.url)('./dashboard-page.mjs');
  const source = `export default ${JSON.stringify(dashboardPage())}`;
  return { format: 'module', source, shortCircuit: true };
}

function isOurs(url) {
  return url.startsWith(root.href) && !url.includes('/node_modules/');
}
