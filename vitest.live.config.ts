import { defineConfig } from 'vitest/config';

/** Tests against a real FreeSWITCH: one at a time, since SIP ports are fixed. See test/live/README.md. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
