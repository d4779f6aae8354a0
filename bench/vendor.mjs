import { createServer } from 'node:http';

/** Tokens of an answer: about a short paragraph. */
const CHUNKS = 200;
const base = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-4o-mini',
};

function chunk(delta, finish_reason = null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  return `data: ${JSON.stringify({ ...base, choices, usage: null })}\n\n`;
}

const usage = { prompt_tokens: 11, completion_tokens: CHUNKS, total_tokens: 11 + CHUNKS };
const words = Array.from({ length: CHUNKS }, (_, index) => chunk({ content: `word${index} ` }));
const ANSWER = [
  chunk({ role: 'assistant', content: '', refusal: null }),
  ...words,
  chunk({}, 'stop'),
  `data: ${JSON.stringify({ ...base, choices: [], usage })}\n\n`,
  'data: [DONE]\n\n',
].join('');

const text = Array.from({ length: CHUNKS }, (_, index) => `word${index} `).join('');
const WHOLE_ANSWER = JSON.stringify({
  ...base,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text, refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage,
});

/** Of the long answer, which is sent only as fast as it is read. */
const LONG_CHUNKS = 10_000;

/**
 * A vendor that answers at once, a stream in one burst: what is measured is its client. Under `/long` it streams a long
 * answer, and tells when its client leaves. In a process of its own.
 */
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (piece) => (body += piece));
  request.on('end', () => {
    const isStream = JSON.parse(body).stream === true;
    const type = isStream ? 'text/event-stream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    if (request.url.startsWith('/long/')) void sendLong(response);
    else response.end(isStream ? ANSWER : WHOLE_ANSWER);
  });
});

async function sendLong(response) {
  response.on('close', () => response.writableFinished || process.send({ left: true }));
  for (let index = 0; index < LONG_CHUNKS && !response.destroyed; index++) {
    if (response.write(words[index % CHUNKS])) continue;
    await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, chunks: CHUNKS }));
process.on('disconnect', () => process.exit());
