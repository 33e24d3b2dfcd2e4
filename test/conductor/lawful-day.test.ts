/**
 * A day of the whole dialer under the shipped Chinese packs: a midnight, a stricter pack put in force at eleven, a clock set back and
 * forth, opt-outs while lines ring, a process killed. Then the journal alone is read: was every line lawful?
 */
import { expect, it } from 'vitest';
import { makePolicies, shippedTexts } from '../../src/adapters/packs/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { activatePack, addSuppression } from '../../src/app/usecases/index.js';
import { Population } from '../../src/sim/callees/population.js';
import { between, SeededDice } from '../../src/sim/rng.js';
import { packText, testPolicies } from '../support/policies.js';
import { Bench, MINUTE, numberOf, SECOND, type BenchOptions } from './bench.js';
import { unlawful, type Day } from './lawful.js';

const SHORT = 'tenant.short';
const zones = loadZones();
const rule = { sources: [], confidence: 'D', texts: { zh: '更严', en: 'stricter' } };
const texts = shippedTexts();
const lawOfChina = makePolicies(zones, {
  ...texts, packs: [...texts.packs, packText(SHORT, [
    { ...rule, id: 'SHORT-HOURS', kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['08:00', '12:00'], ['13:30', '16:30']] } },
    { ...rule, id: 'SHORT-SEVEN', kind: 'count', key: ['debtor'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 7, count: { results: 'any' } },
  ], { kind: 'tenant' })],
});
const AGENTS = ['a0', 'a1', 'a2', 'a3'];
const LEADS = 70;
const at = (text: string): number => Date.parse(`${text}+08:00`);
const soon = (delay: number) => ({ delay, max: 50, nextNumber: false });

/** Loose rules of its own: what holds it back is the law. */
const options = (seed: string, start: string): BenchOptions => ({
  seed, start: at(start), agents: AGENTS, leads: Array.from({ length: LEADS }, (_, n) => String(10_000 + n)), trunks: [{ gateway: 'carrier1', callsPerSecond: 8 }, { gateway: 'carrier2', callsPerSecond: 8 }],
  settings: {
    mode: 'predictive', caps: { perPhonePerDay: 90, perPartyPerDay: 90, phoneSpacing: 0 }, maxAttempts: 90, wrapUp: { limit: 15 * SECOND, then: 'ready' }, ringTimeout: 25 * SECOND,
    recycle: Object.fromEntries(['busy', 'no_answer', 'unavailable', 'rejected', 'congestion', 'carrier_fault', 'abandoned', 'cancelled', 'unknown', 'not_placed', 'machine', 'human'].map((outcome) => [outcome, soon(4 * MINUTE)])),
  },
  callees: new Population({ seed, settings: { talk: [40_000, 0.8], answerAfter: [8_000, 0.4] } }), conductor: { tick: 2_000 }, disk: 3,
});

class Run {
  readonly out = new Set<number>();
  constructor(readonly bench: Bench, private readonly dice: SeededDice) {
    bench.onDesk = (userId, event) => {
      if (event.type === 'connected') bench.clock.after(between(dice, 5 * SECOND, 90 * SECOND), () => { void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId }); });
      if (event.type === 'ended' && event.dispositionDue) bench.clock.after(between(dice, SECOND, 10 * SECOND), () => { void bench.conductor.command(userId, { type: 'dispose', attemptId: event.attemptId, code: 'no_answer' }); });
    };
  }
  async until(text: string): Promise<void> { await this.bench.run(Math.max(0, at(text) - this.bench.now)); }
  async shift(on: boolean): Promise<void> {
    if (on) await this.bench.ready(...AGENTS);
    else for (const userId of AGENTS) await this.bench.command(userId, { type: 'logout' });
  }
  /** Works until then; now and again somebody whose phone rings has opted out. */
  async work(text: string): Promise<void> {
    const { bench, dice } = this;
    while (bench.now < at(text)) {
      await bench.run(Math.min(between(dice, 30 * SECOND, 2 * MINUTE), at(text) - bench.now));
      const ringing = bench.calls().find((call) => call.state === 'ringing');
      if (!ringing || this.out.size > 25) continue;
      const attempt = await bench.attempt(ringing.attemptId);
      const n = Number(attempt.leadId?.slice(5));
      this.out.add(n);
      const boss = (await bench.store.get('user', 'boss'))!;
      const done = await bench.settled(addSuppression(bench.deps, boss, { number: numberOf(n, String(10_000 + n)), source: 'letter' }));
      if (!done.ok) throw new Error(done.error.text);
    }
  }
  async told(): Promise<Day> {
    const { store } = this.bench;
    const all = { limit: 100_000 } as const;
    const attempts = await store.find('attempt', all);
    return {
      journal: await store.find('journal', all), events: await store.find('streamEvent', all), who: new Map(attempts.map((one) => [one.id, { party: one.partyId ?? '', phone: one.phoneIndex }])),
      optedOut: new Map((await store.find('standingFact', { where: { kind: 'suppression' }, ...all })).map((fact) => [fact.id, fact.subject])),
    };
  }
}

/** The stricter pack is put in force at eleven, asked for a moment before. */
async function activate({ bench }: Run): Promise<void> {
  const officer = { ...(await bench.store.get('user', 'boss'))!, role: 'compliance' as const };
  expect(await bench.settled(activatePack({ ...bench.deps, policies: lawOfChina }, officer, { pack: SHORT, from: at('2026-11-25T11:00:00') }))).toMatchObject({ ok: true });
}
/** Somebody sets the clock wrong, and it is put right. */
async function wrongClock({ bench }: Run, by: number, run: () => Promise<void>): Promise<void> {
  bench.clockOff = by;
  await run();
  bench.clockOff = 0;
}
async function killed(run: Run): Promise<void> {
  run.bench.kill();
  await run.bench.run(7 * SECOND);
  await run.bench.boot();
  await run.shift(true);
}
/** Lawful, and a day in which there was something to break: lines in these hours (day and hour in Beijing), so many, and opt-outs. */
async function judged(run: Run, hours: readonly string[], least: { readonly lines: number; readonly optOuts: number }): Promise<void> {
  const day = await run.told();
  const opened = day.journal.filter((line) => line.event === 'opened');
  expect(unlawful(day, SHORT)).toEqual([]);
  expect(opened.length).toBeGreaterThan(least.lines);
  expect([...new Set(opened.map((line) => new Date(line.at + 8 * 3_600_000).toISOString().slice(8, 13)))]).toEqual(expect.arrayContaining([...hours]));
  expect(run.out.size).toBeGreaterThan(least.optOuts);
}

// Nine hours and a night take a minute of processor: DUNWELL_DAY=whole. Else two hours of the morning, with everything but the midnight.
it.runIf(process.env['DUNWELL_DAY'] === 'whole')('not one attempt outside the law, from evening over midnight to the next evening', async () => {
  const run = new Run(await Bench.open({ ...options('day', '2026-11-24T21:30'), policies: lawOfChina }), new SeededDice('day/acts'));
  await run.shift(true);
  await run.bench.campaign('start');
  await run.work('2026-11-24T22:05');
  await run.shift(false);
  // Over midnight, when the day's counts begin anew; the rest of the night nobody thinks of dialing.
  await run.until('2026-11-25T00:20');
  await run.bench.campaign('pause');
  await run.until('2026-11-25T07:55');
  await run.bench.campaign('start');
  await run.shift(true);
  await run.work('2026-11-25T10:59:30');
  await activate(run);
  await run.work('2026-11-25T14:30');
  await wrongClock(run, -20 * MINUTE, () => run.work('2026-11-25T14:40'));
  await run.work('2026-11-25T15:30');
  await wrongClock(run, 5 * MINUTE, () => run.work('2026-11-25T15:45'));
  await run.work('2026-11-25T15:55');
  await killed(run);
  await run.work('2026-11-25T16:40');
  await judged(run, ['24T21', '25T08', '25T10', '25T13', '25T14', '25T15', '25T16'], { lines: 300, optOuts: 10 });
}, 600_000);

it('not one attempt outside the law, in a morning', async () => {
  const run = new Run(await Bench.open({ ...options('morning', '2026-11-25T10:20'), policies: lawOfChina }), new SeededDice('morning/acts'));
  await run.shift(true);
  await run.bench.campaign('start');
  await run.work('2026-11-25T10:59:30');
  await activate(run);
  await run.work('2026-11-25T11:15');
  await wrongClock(run, -20 * MINUTE, () => run.work('2026-11-25T11:20'));
  await run.work('2026-11-25T11:30');
  await wrongClock(run, 5 * MINUTE, () => run.work('2026-11-25T11:35'));
  await run.work('2026-11-25T11:50');
  await killed(run);
  await run.work('2026-11-25T12:10');
  await judged(run, ['25T10', '25T11'], { lines: 80, optOuts: 3 });
}, 240_000);

it('the checker finds a dialer that knows no law', async () => {
  const bench = await Bench.open({ ...options('lawless', '2026-11-24T21:30'), policies: testPolicies });
  const run = new Run(bench, new SeededDice('lawless/acts'));
  await run.shift(true);
  await bench.campaign('start');
  await run.work('2026-11-24T21:50');
  expect(unlawful(await run.told(), SHORT).filter((one) => one.endsWith('after the one before')).length).toBeGreaterThan(0);
}, 120_000);
