// The same for `require`.
const { Orchestrator } = require('llm-orchestrator');
const { MockSuccessProvider } = require('llm-orchestrator/testing');

async function main() {
  const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
  const { text } = await orchestrator.generate('Hello');
  if (text === '') throw new Error('no answer');
  console.log('smoke ok (require)');
}

void main();
