import { defineConfig } from 'vitest/config';

/** The tests of the rooms that Stryker mutates: with all the others each mutant would take minutes. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/{attempt,response,routing,fallback,cooldown,usage}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
