const ROOMS = 'intent|routing|attempt|fallback|usage|cooldown|response|request|configuration';
const ADAPTERS = 'openai-wire|openai-client';
const EDGE = `providers|testing|env|${ADAPTERS}`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-are-the-bottom',
      comment: 'Contracts import nothing outside their folder.',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { pathNot: '^src/contracts/' },
    },
    {
      name: 'support-knows-no-domain',
      severity: 'error',
      from: { path: '^src/support/' },
      to: { path: '^src/', pathNot: '^src/(support|contracts)/' },
    },
    {
      name: 'errors-and-tokens-are-low',
      severity: 'error',
      from: { path: '^src/(errors|tokens)/' },
      to: { path: '^src/', pathNot: '^src/(errors|tokens|support|contracts)/' },
    },
    {
      name: 'rooms-do-not-know-one-another',
      comment: 'They share types from contracts/, and what the orchestrator hands them.',
      severity: 'error',
      from: { path: `^src/(${ROOMS})/` },
      to: { path: '^src/', pathNot: '^src/($1|contracts|support|errors|tokens)/' },
    },
    {
      name: 'the-edge-uses-contracts-only',
      severity: 'error',
      from: { path: '^src/(providers|testing)/', pathNot: '^src/testing/simulation/' },
      to: { path: '^src/', pathNot: '^src/($1|contracts|support|errors)/' },
    },
    {
      name: 'adapters-use-what-their-users-see',
      comment: 'Of the orchestrator its type alone: none makes one.',
      severity: 'error',
      from: { path: '^src/otel/' },
      to: {
        path: '^src/',
        pathNot: '^src/(otel|contracts|support|errors)/|^src/orchestrator\\.ts$',
      },
    },
    {
      name: 'simulations-run-the-real-thing',
      comment: 'They may make an orchestrator, and look no further into it than its users do.',
      severity: 'error',
      from: { path: '^src/testing/simulation/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(testing|contracts|support|errors)/|^src/((multilingual-)?orchestrator|configuration/options)\\.ts$',
      },
    },
    {
      name: 'adapters-use-the-public-surface',
      comment: 'Contracts, errors, checks, and of the orchestrator its type alone.',
      severity: 'error',
      from: { path: '^src/(langchain)/' },
      to: {
        path: '^src/',
        pathNot: '^src/($1|contracts|support|errors)/|^src/orchestrator\\.ts$',
      },
    },
    {
      name: 'adapters-take-the-type-of-the-orchestrator',
      severity: 'error',
      from: { path: '^src/(langchain)/' },
      name: 'adapters-use-what-users-use',
      comment: 'They are given an orchestrator, and know no more of it than its type.',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/` },
      to: {
        path: '^src/',
        pathNot: '^src/($1|openai-wire|contracts|support|errors)/|^src/orchestrator\\.ts$',
      },
    },
    {
      name: 'adapters-make-no-orchestrator',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/` },
      to: { path: '^src/orchestrator\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-in-the-core-knows-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(providers|testing|env|otel)/' },
      to: { path: '^src/(providers|testing|env|otel)/' },
      from: { path: '^src/', pathNot: '^src/(providers|testing|env|langchain)/' },
      to: { path: '^src/(providers|testing|env|langchain)/' },
      from: { path: '^src/', pathNot: `^src/(${EDGE})/` },
      to: { path: `^src/(${EDGE})/` },
    },
    {
      name: 'everything-is-portable',
      comment: 'Node, Bun, Deno, workers: no built-in modules.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'an-sdk-belongs-to-its-provider',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/providers/' },
      to: { path: 'node_modules/(openai|@anthropic-ai)' },
    },
    {
      name: 'opentelemetry-belongs-to-its-adapter',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/otel/' },
      to: { path: 'node_modules/@opentelemetry' },
      name: 'langchain-belongs-to-its-adapter',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/langchain/' },
      to: { path: 'node_modules/@langchain/' },
    },
    {
      name: 'langchain-needs-nothing-else',
      severity: 'error',
      from: { path: '^src/langchain/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/@langchain/core/' },
    },
    {
      name: 'the-core-has-two-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(providers|otel)/' },
      from: { path: '^src/', pathNot: '^src/(providers|langchain)/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(p-timeout|eventemitter3)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
