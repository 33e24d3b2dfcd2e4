import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/deep/**'],
    pool: 'forks',
    maxWorkers: 2,
    // No test is judged by its time; a machine with ten times the load must not fail one that starts a dozen processes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
