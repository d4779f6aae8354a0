/**
 * Writes `dist/THIRD-PARTY-LICENSES.txt`: the licence of every package of which code is in the build, as licences ask
 * for. Which ones those are is read from the source maps, so that none can be forgotten.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
/** The innermost one: packages may have packages of their own. */
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

const maps = readdirSync(DIST).filter((name) => /\.c?js\.map$/.test(name));
const places = new Map(maps.flatMap((name) => packagesIn(JSON.parse(textOf(join(DIST, name))))));
const sections = [...places]
  .toSorted(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, place]) => licenceOf(name, place));
const head = 'Code of these packages is in the files of this directory.';
writeFileSync(join(DIST, 'THIRD-PARTY-LICENSES.txt'), `${[head, ...sections].join('\n\n')}\n`);

function packagesIn({ sources }) {
  return sources.flatMap((source) => {
    const [place, name] = PACKAGE.exec(source) ?? [];
    return place === undefined ? [] : [[name, join(DIST, place)]];
  });
}

function licenceOf(name, place) {
  const { version, license } = JSON.parse(textOf(join(place, 'package.json')));
  const file = readdirSync(place).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} is in the build, and has no licence file`);
  const title = `${name} ${version} (${license})`;
  return `${title}\n${'='.repeat(title.length)}\n\n${textOf(join(place, file)).trim()}`;
}

function textOf(path) {
  return readFileSync(path, 'utf8');
}
