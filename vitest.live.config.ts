import { defineConfig } from 'vitest/config';

/** `npm run test:live`: a real FreeSWITCH (FREESWITCH_HOME), our sip-profiles, one file at a time: they share its ports. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
