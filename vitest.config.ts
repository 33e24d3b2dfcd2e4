import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.order.config.js';

/** Folders whose files share the modules of their worker: they keep nothing in them, and reading the dialer anew for each file was a quarter of their time. */
const SHARING = ['compliance', 'conductor', 'contract', 'core', 'desk', 'evidence', 'http', 'outbox', 'portfolio', 'product', 'rehearsal', 'script-check'];
const files = SHARING.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    pool: 'forks',
    // Beside the processor's work there is waiting, for browsers, processes and the simulated network.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // No test is judged by its time; a machine with ten times the load must not fail one that starts a dozen processes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'own', include: ['test/**/*.test.ts'], exclude: [...files, 'test/live/**', 'test/deep/**'] } },
      { extends: true, test: { name: 'sharing', include: files, isolate: false } },
    ],
  },
});
