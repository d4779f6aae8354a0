import { defineConfig } from 'vitest/config';
import { DASHBOARD_PAGE, dashboardPage } from './scripts/dashboard-page.mjs';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  plugins: [
    {
      name: 'dashboard-page',
      enforce: 'pre',
      load: (id) =>
        DASHBOARD_PAGE.test(id) ? `export default ${JSON.stringify(dashboardPage())}` : undefined,
    },
  ],
  test: {
    // A loaded machine is no failure: nothing here is timed.
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts', 'examples/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/types/**/*.test-d.ts'] },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      exclude: ['src/**/index.ts', 'src/contracts/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
