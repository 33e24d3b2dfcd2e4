import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.order.config.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/deep/**'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // No test is judged by its time; a machine with ten times the load must not fail one that starts a dozen processes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
