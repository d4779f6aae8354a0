import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const PROMPT = 'Explain quantum computing in simple terms';
const TOKEN = 'a-token-of-the-bench';
const ROUNDS = 25;
/** Each server has answered thousands of requests before it counts. */
const WARM_UP_ROUNDS = 10;
const IN_FLIGHT = 8;

const VENDOR = new URL('vendor.mjs', import.meta.url);
const SERVERS = new URL('http-servers.mjs', import.meta.url);
const PORTKEY = new URL(import.meta.resolve('@portkey-ai/gateway/build/start-server.js'));
const CPU_TELLER = new URL('cpu-teller.mjs', import.meta.url);

/** What each contestant's server is asked, over and over. `requests` are those of one turn. */
const SCENARIOS = [
  {
    name: 'handler',
    detail:
      'POST /generate; hono reads JSON and answers JSON of the same size and shape, and that is all',
    path: '/generate',
    requests: 400,
    isRight: (answer) => JSON.parse(answer).text === 'Qubits may be 0 and 1 at once.',
    contestants: {
      'hono, no token': { server: 'hono, no token', body: { prompt: PROMPT } },
      hono: { server: 'hono', body: { prompt: PROMPT } },
      'hono, bearerAuth': { server: 'hono, bearerAuth', body: { prompt: PROMPT } },
      'ours, no token': {
        server: 'ours, no token',
        body: { prompt: PROMPT, intent: 'education' },
      },
      'ours, intent given': { server: 'ours', body: { prompt: PROMPT, intent: 'education' } },
      ours: { server: 'ours', body: { prompt: PROMPT } },
    },
  },
  {
    name: 'gateway',
    detail: 'POST /v1/chat/completions, the vendor in a process of its own',
    path: '/v1/chat/completions',
    requests: 200,
    isRight: (answer) => JSON.parse(answer).choices[0].message.content.length === 1_490,
    contestants: gateways(),
  },
];

function gateways() {
  const messages = [{ role: 'user', content: PROMPT }];
  const body = { model: 'gpt-4o-mini', messages };
  return {
    Portkey: { server: 'Portkey', body },
    ours: { server: 'ours, gateway', body },
  };
}

/**
 * Measures the CPU time of servers in short turns, round after round, as `measure` does calls. Each has a process of
 * its own, and so has the vendor behind the gateways.
 *
 * @returns of each scenario, by contestant, the microseconds of CPU per request in each round
 */
export async function measureHttp() {
  const vendor = fork(VENDOR);
  const [{ port: vendorPort }] = await once(vendor, 'message');
  const baseURL = `http://127.0.0.1:${vendorPort}/v1`;
  const measured = [];
  try {
    for (const scenario of SCENARIOS) measured.push([scenario, await measure(scenario, baseURL)]);
  } finally {
    vendor.disconnect();
  }
  return measured;
}

async function measure(scenario, baseURL) {
  const contestants = Object.entries(scenario.contestants);
  const servers = new Map();
  try {
    for (const [, { server }] of contestants) {
      if (!servers.has(server)) servers.set(server, await start(server, baseURL));
    }
    const micros = Object.fromEntries(contestants.map(([name]) => [name, []]));
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      for (let turn = 0; turn < contestants.length; turn++) {
        const [name, { server, body }] = contestants[(turn + round) % contestants.length];
        const cpu = await runTurn(scenario, servers.get(server), JSON.stringify(body));
        if (round >= WARM_UP_ROUNDS) micros[name].push(cpu / scenario.requests);
      }
    }
    return micros;
  } finally {
    for (const { child } of servers.values()) child.disconnect();
  }
}

async function start(server, baseURL) {
  const isPortkey = server === 'Portkey';
  const { child, port } = isPortkey ? await startPortkey() : await startOurs(server, baseURL);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${TOKEN}`,
    // Where Portkey's gateway finds the vendor.
    ...(isPortkey && { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': baseURL }),
  };
  return { child, options: { port, host: '127.0.0.1', method: 'POST', agent, headers } };
}

async function startOurs(server, baseURL) {
  const child = fork(SERVERS, [server, TOKEN, baseURL]);
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

/** As `npx @portkey-ai/gateway --headless` starts it: its console would be more work. */
async function startPortkey() {
  const port = await freePort();
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'];
  const execArgv = ['--import', CPU_TELLER.href];
  const child = fork(PORTKEY, [`--port=${port}`, '--headless'], { stdio, execArgv });
  while (!(await isListening(port))) await setTimeout(50);
  return { child, port };
}

async function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @returns the microseconds of CPU that the server has taken */
async function runTurn({ path, requests, isRight }, { child, options }, body) {
  const before = await cpuOf(child);
  let left = requests;
  const work = async () => {
    while (left-- > 0) {
      const answer = await post({ ...options, path }, body);
      // A contestant that gave no answer would be the fastest of all.
      if (!isRight(answer)) throw new Error(`unexpected answer: ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return (await cpuOf(child)) - before;
}

async function cpuOf(child) {
  const told = once(child, 'message');
  child.send('cpu');
  const [{ user, system }] = await told;
  return user + system;
}

function post(options, body) {
  return new Promise((resolve, reject) => {
    const headers = { ...options.headers, 'content-length': Buffer.byteLength(body) };
    const sent = request({ ...options, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
