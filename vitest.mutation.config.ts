import { defineConfig } from 'vitest/config';

/** The tests of the rooms that Stryker mutates: with all the others each mutant would take minutes. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/{attempt,response,routing,fallback,cooldown,usage}/**/*.test.ts'],
    // Their hundreds of runs would be made again for each mutant.
    exclude: ['**/*.model.test.ts', '**/node_modules/**'],
    testTimeout: 30_000,
  },
});
