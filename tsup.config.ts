import { defineConfig, type Options } from 'tsup';
import { DASHBOARD_PAGE, dashboardPage } from './scripts/dashboard-page.mjs';

const shared = {
  entry: {
    index: 'src/index.ts',
    slim: 'src/slim.ts',
    openai: 'src/providers/openai/index.ts',
    anthropic: 'src/providers/anthropic/index.ts',
    testing: 'src/testing/index.ts',
    env: 'src/env/index.ts',
    otel: 'src/otel/index.ts',
    langchain: 'src/langchain/index.ts',
    'ai-sdk': 'src/ai-sdk/index.ts',
    'openai-client': 'src/openai-client/index.ts',
    http: 'src/http/index.ts',
  },
  outDir: 'dist',
  target: 'node22',
  platform: 'neutral',
  external: [/^node:/],
  // One copy of each class for all entries, so that `instanceof` holds between them.
  splitting: true,
  sourcemap: true,
  removeNodeProtocol: false,
  esbuildPlugins: [
    {
      name: 'dashboard-page',
      setup(build) {
        const page = () => ({ contents: dashboardPage(), loader: 'text' }) as const;
        build.onLoad({ filter: DASHBOARD_PAGE }, page);
      },
    },
  ],
} satisfies Options;

export default defineConfig([
  { ...shared, format: 'esm' },
  // p-timeout is ESM only, and Jest cannot `require` that.
  { ...shared, format: 'cjs', noExternal: ['p-timeout'] },
  { ...shared, format: ['esm', 'cjs'], dts: { only: true } },
  // The command, for `npx`: whoever has nothing but this package has all of it but the vendors' SDKs.
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: 'esm',
    platform: 'node',
    splitting: false,
    noExternal: ['hono', '@hono/node-server', 'p-timeout', 'eventemitter3'],
    // Where a line comes from is told; the sources themselves are on GitHub.
    esbuildOptions: (options) => {
      options.sourcesContent = false;
    },
  },
]);
