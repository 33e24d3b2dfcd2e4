/**
 * A few days in the life of a small portfolio. Another one: `DUNWELL_SEED=17 npx vitest run test/portfolio/month.test.ts`. The
 * whole month of 20,000 accounts: `test/deep/portfolio.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { liveMonth } from './month.js';

const seed = process.env['DUNWELL_SEED'] ?? 'portfolio';
const days = Number(process.env['DUNWELL_DAYS'] ?? 8);
const accounts = Number(process.env['DUNWELL_ACCOUNTS'] ?? 150);

describe(`${days} days of ${accounts} accounts, seed ${seed}`, () => {
  it('every balance, assignment, promise, call and daily file is as it must be', async () => {
    const { figures } = await liveMonth({ seed, days, accounts, collectorsPerTeam: 2, callMinutes: 6, tick: 500 }, (line) => { if (process.env['DUNWELL_SAY'] !== undefined) process.stderr.write(`${line}\n`); });
    // A world in which nothing happens proves nothing; another seed’s may have less.
    if (process.env['DUNWELL_SEED'] === undefined) for (const what of ['payments', 'reversals', 'promises taken in calls', 'calls in which two spoke', 'forbidden while they rang', 'recalled in talk', 'reported missing', 'rows out of order', 'daily files', 'plans agreed', 'complaints closed']) expect(figures[what] ?? 0, what).toBeGreaterThan(0);
  });
  it('the same seed is the same life', async () => {
    const short = { seed: `${seed}/again`, days: 2, accounts: 40, collectorsPerTeam: 1, callMinutes: 2, tick: 500 };
    expect((await liveMonth(short)).fingerprint).toBe((await liveMonth(short)).fingerprint);
  });
});
