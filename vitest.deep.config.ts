import { defineConfig } from 'vitest/config';

/** `npm run test:deep`: what takes longer than `npm test` may: many seeds, long soaks, big files. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts', 'test/conductor/lawful-day.test.ts', 'test/console/{library,officer,reports}.test.ts'],
    env: { DUNWELL_DAY: 'whole', DUNWELL_LANGUAGES: 'both' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
