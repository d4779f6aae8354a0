// The same for `require`.
const { Orchestrator } = require('llm-orchestrator');
const { MockSuccessProvider } = require('llm-orchestrator/testing');

new Orchestrator({ providers: [new MockSuccessProvider()] }).generate('Hello').then(({ text }) => {
  if (text === '') throw new Error('no answer');
  console.log('smoke ok (require)');
});
