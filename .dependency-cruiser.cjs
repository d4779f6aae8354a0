const ROOMS = 'intent|routing|attempt|fallback|usage|cooldown|response|request|configuration';

/** Entries over the public surface, each for a world of its own; what OpenAI's wire looks like is shared. */
const ADAPTERS = 'otel|langchain|ai-sdk|openai-client|openai-wire|http';
const EDGE = `providers|testing|env|cli|${ADAPTERS}`;

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
      comment: 'They are given an orchestrator, and know no more of it than its type.',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/` },
      to: {
        path: '^src/',
        pathNot:
          '^src/($1|openai-wire|providers/$1|contracts|support|errors)/|^src/orchestrator\\.ts$',
      },
    },
    {
      name: 'adapters-make-no-orchestrator',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/` },
      to: { path: '^src/orchestrator\\.ts$', dependencyTypesNot: ['type-only'] },
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
      name: 'nothing-in-the-core-knows-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${EDGE})/` },
      to: { path: `^src/(${EDGE})/` },
    },
    {
      name: 'the-command-uses-what-its-users-could',
      comment: 'Other entries, and how failures look on the wire.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(cli|openai-wire|contracts|support|errors)/|^src/(env|http|testing)/index\\.ts$|^src/((multilingual-)?orchestrator|configuration/options)\\.ts$',
      },
    },
    {
      name: 'nothing-knows-the-command',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'everything-is-portable',
      comment:
        'Node, Bun, Deno, workers: no built-in modules but in the command, which is for Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'an-sdk-belongs-to-its-provider',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/providers/' },
      to: { path: 'node_modules/(openai|@anthropic-ai)' },
    },
    ...[
      ['otel', '@opentelemetry/'],
      ['langchain', '@langchain/'],
      ['ai-sdk', '(@ai-sdk|ai)/'],
      ['http', 'hono/'],
      ['cli', '@hono/'],
    ].map(([adapter, peer]) => ({
      name: `the-peer-of-${adapter}-belongs-to-it`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${adapter}/` },
      to: { path: `node_modules/${peer}` },
    })),
    {
      name: 'the-core-has-two-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(providers|otel|langchain|ai-sdk|http|cli)/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(p-timeout|eventemitter3)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
