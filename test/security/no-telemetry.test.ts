import { describe, expect, it } from 'vitest';
import { ROOT, RUNS_SOURCES, runSource, SLOW } from './run-source.js';

/** All that may be read: our sources, what they import, and what runs them. Not the SDKs of the vendors. */
const READABLE = ['src', 'scripts', 'tsconfig.json', 'package.json'];
const DEPENDENCIES = ['eventemitter3', 'p-timeout', '@opentelemetry/api'].map(
  (name) => `node_modules/${name}`,
);
const PERMISSIONS = [
  '--permission',
  ...[...READABLE, ...DEPENDENCIES].map((path) => `--allow-fs-read=${ROOT}${path}`),
];

/** Notes whoever reaches for the network or reads the environment. Node's own loader does, by two names. */
const WATCH = `
  import dns from 'node:dns';
  import fs from 'node:fs';
  import net from 'node:net';
  const touched = [];
  const noted = (what) => () => {
    touched.push(what);
    throw new Error(what);
  };
  net.Socket.prototype.connect = noted('connect');
  dns.lookup = noted('lookup');
  globalThis.fetch = noted('fetch');
  const ofNode = ['WATCH_REPORT_DEPENDENCIES', 'NODE_V8_COVERAGE'];
  const read = (names, name) => {
    if (!ofNode.includes(name)) touched.push(String(name));
    return names[name];
  };
  process.env = new Proxy(process.env, { get: read, has: read });
  const names = ['', '/openai', '/anthropic', '/testing', '/env', '/otel'];
  const parts = await Promise.all(names.map((name) => import('llm-orchestrator' + name)));
  const [core, { OpenAIProvider }, { AnthropicProvider }, mocks, env] = parts;
`;

const CONSTRUCT = `
  const clock = new mocks.ManualClock();
  new core.Orchestrator({
    providers: [
      new OpenAIProvider({ apiKey: 'a-key' }),
      new AnthropicProvider({ apiKey: 'a-key' }),
      new mocks.MockSuccessProvider(),
    ],
    detector: new core.KeywordIntentDetector(),
    router: new core.ScoreRouter(),
    store: new core.MemoryUsageStore({ clock }),
    cooldown: core.defaultCooldown(),
    clock,
  });
`;

const USE = `
  const orchestrator = new core.Orchestrator({ providers: [new mocks.MockSuccessProvider()] });
  await orchestrator.explain('Hello');
  await orchestrator.generate('Hello');
  await orchestrator.stream('Hello').result;
  await orchestrator.stats();
  await orchestrator.health();
  await orchestrator.close();
`;

const TELL = `
  const handles = process.getActiveResourcesInfo();
  console.log(JSON.stringify({ touched, handles }));
`;

const NOTHING = { touched: [], handles: [] };

/** What came of it where the network, files and the environment are out of reach. */
async function watched(code: string): Promise<unknown> {
  return JSON.parse(await runSource(WATCH + code, PERMISSIONS));
}

describe.runIf(RUNS_SOURCES)('without network, files and environment', SLOW, () => {
  it.each([
    ['imported', ''],
    ['constructed', CONSTRUCT],
    ['used with mocks, from the first request to `close`', USE],
  ])('everything can be %s, and leaves nothing running', async (_, code) => {
    expect(await watched(code + TELL)).toEqual(NOTHING);
  });

  it('`llm-orchestrator/env` reads the environment when it is called, and not before', async () => {
    const call = `try { env.orchestratorFromEnv() } catch {}`;
    const { touched } = (await watched(call + TELL)) as { touched: string[] };
    expect(touched).toContain('OPENAI_API_KEY');
    expect(touched).toContain('ANTHROPIC_API_KEY');
  });

  it('whoever reached for them would be found out', async () => {
    const reach = `
      try { await fetch('https://example.com') } catch {}
      try { net.connect(80) } catch {}
      try { fs.writeFileSync('note.txt', '') } catch ({ code }) { touched.push(code) }
      try { fs.readFileSync('README.md') } catch ({ code }) { touched.push(code) }
      process.env.HOME;
    `;
    const denied = ['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED'];
    const touched = ['fetch', 'connect', ...denied, 'HOME'];
    expect(await watched(reach + TELL)).toMatchObject({ touched });
  });
});
