/**
 * A month in the life of a portfolio: 20,000 accounts of two creditors placed with two agencies' teams, 30 days. Prints a line a day
 * and its figures at the end. Smaller or longer: DUNWELL_ACCOUNTS, DUNWELL_DAYS, DUNWELL_SEED.
 */
import { expect, it } from 'vitest';
import { liveMonth } from '../portfolio/month.js';

it('20,000 accounts, 30 days', async () => {
  const settings = { seed: process.env['DUNWELL_SEED'] ?? 'month', days: Number(process.env['DUNWELL_DAYS'] ?? 30), accounts: Number(process.env['DUNWELL_ACCOUNTS'] ?? 20_000), collectorsPerTeam: 4, callMinutes: 10, tick: 500 };
  const began = Date.now();
  const { figures } = await liveMonth(settings, (line) => { process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s, ${line}\n`); });
  process.stderr.write(`${JSON.stringify(figures, null, 1)}\n`);
  expect(figures['calls in which two spoke'] ?? 0).toBeGreaterThan(settings.days * 10);
  expect(figures['daily files'] ?? 0).toBe(settings.days * 16);
}, 3_600_000);
