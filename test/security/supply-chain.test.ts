import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT, SLOW } from './run-source.js';

const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { integrity?: string; dev?: boolean; hasInstallScript?: boolean }>;
};

let listed: Promise<readonly string[]> | undefined;

/** What `npm publish` would send, by path. */
function packed(): Promise<readonly string[]> {
  listed ??= listPacked();
  return listed;
}

async function listPacked(): Promise<readonly string[]> {
  const flags = ['pack', '--dry-run', '--json', '--offline', '--ignore-scripts', '--logs-max=0'];
  const isWindows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)('npm', flags, { cwd: ROOT, shell: isWindows });
  const [pack] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (pack?.files ?? []).map(({ path }) => path);
}

describe('what is published', () => {
  const texts = ['LICENSE', 'README.md', 'package.json'];
  const bundled = 'dist/THIRD-PARTY-LICENSES.txt';
  /** The entries, the chunks that they share, and the types that they share. */
  const BUILT = /^dist\/[\w-]+\.(js|cjs|d\.ts|d\.cts)(\.map)?$/;

  it('is the build, a licence, a readme and a manifest: nothing else', SLOW, async () => {
    const files = await packed();
    const others = files.filter((path) => !BUILT.test(path) && path !== bundled);
    expect(others.toSorted()).toEqual(texts);
  });

  it.runIf(existsSync(`${ROOT}dist`))('has every entry that the manifest names', SLOW, async () => {
    const { exports, bin } = manifest;
    const entries = JSON.stringify([exports, bin]).match(/dist\/[\w.-]+/g) ?? [];
    expect(entries).toContain('dist/cli.js');
    expect(entries.length).toBeGreaterThanOrEqual(5 * 4);
    expect(await packed()).toEqual(expect.arrayContaining([...new Set(entries)]));
  });

  it.runIf(existsSync(`${ROOT}dist`))('names what is bundled, with its licence', SLOW, async () => {
    expect(await packed()).toContain(bundled);
    const licences = read(bundled);
    for (const name of ['@hono/node-server', 'eventemitter3', 'hono', 'p-timeout']) {
      const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
      expect(licences).toContain(`\n${name} ${version} (MIT)\n`);
    }
    expect(licences.match(/Permission is hereby granted/g)).toHaveLength(4);
  });

  it('runs nothing when it is installed', () => {
    const scripts = Object.keys(manifest.scripts);
    const byItself = /^(pre|post)?(install|prepare|publish|uninstall|dependencies)$/;
    expect(scripts.filter((name) => byItself.test(name))).toEqual([]);
    // What is run by its name is one file of the build.
    expect(manifest.bin).toBe('./dist/cli.js');
    expect(existsSync(`${ROOT}binding.gyp`)).toBe(false);
  });

  it('depends on two packages, which depend on nothing and run nothing', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['eventemitter3', 'p-timeout']);
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(manifest).not.toHaveProperty('bundleDependencies');
    const paths = Object.entries(lock.packages).filter(
      ([path, entry]) => path && isInstalled(entry),
    );
    expect(paths.map(([path]) => path)).toEqual([
      'node_modules/eventemitter3',
      'node_modules/p-timeout',
    ]);
    for (const [, { hasInstallScript }] of paths) expect(hasInstallScript).toBeUndefined();
  });

  it('asks for no SDK: all are peers, and optional', () => {
    const peers = [
      '@ai-sdk/provider',
      '@anthropic-ai/sdk',
      '@langchain/core',
      '@opentelemetry/api',
      'hono',
      'openai',
    ];
    expect(Object.keys(manifest.peerDependencies).toSorted()).toEqual(peers);
    for (const name of peers)
      expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
  });
});

/** With a user, that is: neither for development nor as a peer that is optional. */
function isInstalled({ dev }: { readonly dev?: boolean }): boolean {
  return dev !== true;
}

describe('what it is made with', () => {
  it('is locked to contents, not to names', () => {
    const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
    const unlocked = entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(unlocked.map(([path]) => path)).toEqual([]);
  });

  it('runs no script of a package but those that are named', () => {
    const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript);
    const paths = Object.keys(manifest.allowScripts).map((name) => `node_modules/${name}`);
    expect(scripted.map(([path]) => path).toSorted()).toEqual(paths.toSorted());
  });

  it('is released with provenance, by a workflow that may do no more', () => {
    const workflow = read('.github/workflows/release.yml');
    expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(workflow).toContain('id-token: write');
    expect(workflow).toContain("NPM_CONFIG_PROVENANCE: 'true'");
    expect(workflow).toContain('run: npm ci');
  });
});
