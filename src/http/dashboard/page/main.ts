import { Connection, type ConnectionState } from './connection.js';
import { Announcements } from './model/announcements.js';
import { Board } from './model/board.js';
import { type FeedEvent, incidentOf } from './model/incident.js';
import { Server } from './server.js';
import { DecisionsView } from './view/decisions-view.js';
import { byId, mark, say } from './view/elements.js';
import { ActivityView, FiguresView } from './view/figures-view.js';
import { IncidentsView } from './view/incidents-view.js';
import { ModelsView } from './view/models-view.js';
import { RestsView } from './view/rests-view.js';
import { offerThemes } from './view/theme.js';
import { TryView } from './view/try-view.js';

/** What the server is asked for while somebody looks. */
const POLL_MS = 3_000;
/** Events come in bursts: a page need not be drawn for each. */
const DRAW_MS = 100;
/** So that what counts down does. */
const TICK_MS = 500;

const CONNECTIONS: Readonly<Record<ConnectionState, readonly [text: string, tone: string]>> = {
  connecting: ['Connecting', 'idle'],
  live: ['Live', 'good'],
  lost: ['Connection lost, trying again', 'bad'],
  refused: ['No longer let in: reload the page', 'bad'],
};
const HEALTH_TONES = { ok: 'good', degraded: 'warn', unavailable: 'bad' } as const;

const server = new Server();
const board = new Board();
const announcements = new Announcements();
const figures = new FiguresView(byId('figures'));
const activity = new ActivityView(byId('activity'));
const models = new ModelsView(byId('models'));
const rests = new RestsView(byId('rests'));
const incidents = new IncidentsView(byId('incidents'));
const decisions = new DecisionsView(byId('decisions'), byId('decision-controls'), drawSoon);
let isDrawing = false;
let isRefreshing = false;

function draw(): void {
  isDrawing = false;
  const now = performance.now();
  const rows = board.modelsAt(now);
  figures.show(board, rows, now);
  activity.show(board.lastMinute(now));
  models.show(rows);
  rests.show(board.restsAt(now), now);
  incidents.show(board.incidents, now);
  decisions.show(board.decisions, now);
  showHealth();
  const sentence = announcements.take(now);
  if (sentence !== undefined) say(byId('announcer'), sentence);
}

function drawSoon(): void {
  if (isDrawing) return;
  isDrawing = true;
  window.setTimeout(draw, DRAW_MS);
}

function showHealth(): void {
  if (board.snapshot === undefined) return;
  const { status, store } = board.snapshot.health;
  say(byId('health'), store === 'degraded' ? `${status}, store away` : status);
  mark(byId('health'), 'data-tone', HEALTH_TONES[status]);
}

function showConnection(state: ConnectionState): void {
  const [text, tone] = CONNECTIONS[state];
  say(byId('connection'), text);
  mark(byId('connection'), 'data-tone', tone);
}

/** What events do not tell. A failure shows as that of the connection. */
async function refresh(): Promise<void> {
  try {
    board.read(await server.snapshot(), performance.now());
    drawSoon();
  } catch {}
}

/** What was missed. */
async function catchUp(): Promise<void> {
  try {
    const [snapshot, missed] = await Promise.all([server.snapshot(), server.decisions()]);
    const now = performance.now();
    board.read(snapshot, now);
    board.catchUp(missed, snapshot.stats.at, now);
    drawSoon();
  } catch {}
}

/** Who rests changes who may be asked. */
function refreshSoon(): void {
  if (isRefreshing) return;
  isRefreshing = true;
  window.setTimeout(() => {
    isRefreshing = false;
    void refresh();
  }, DRAW_MS);
}

function hear(event: FeedEvent): void {
  board.hear(event, performance.now());
  const { type } = event;
  if (type === 'fallback' || type === 'cooldown-start' || type === 'cooldown-end') announce(event);
  if (type === 'cooldown-start' || type === 'cooldown-end') refreshSoon();
  if (type === 'dropped') void catchUp();
  drawSoon();
}

function announce(event: FeedEvent): void {
  const incident = incidentOf(event);
  if (incident === undefined) return;
  const { kind, title, detail } = incident;
  announcements.add(`${kind}: ${title}, ${detail}`);
}

function whileVisible(act: () => void): () => void {
  return () => {
    if (document.visibilityState === 'visible') act();
  };
}

offerThemes(byId('theme'));
new TryView(byId('try'), server);
new Connection(server, {
  onOpen: () => {
    board.lose();
    void catchUp();
  },
  onEvent: hear,
  onState: showConnection,
}).open();
window.setInterval(
  whileVisible(() => void refresh()),
  POLL_MS,
);
window.setInterval(whileVisible(drawSoon), TICK_MS);
document.addEventListener(
  'visibilitychange',
  whileVisible(() => void refresh()),
);
