/** The pacer at work in the conductor: when it decides, what it cuts, what stops it, and what it remembers. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PACING, type PacingRules } from '../../src/core/campaign/pacing.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { AbandonLedger } from '../../src/app/conductor/ledger.js';
import { pacingKey } from '../../src/app/conductor/pacing-memory.js';
import { Bench, human, MINUTE, SECOND } from './bench.js';

const HOUR = 60 * MINUTE;
const rules = (more: Partial<PacingRules>): PacingRules => ({ ...DEFAULT_PACING, ...more });
/** Rings for twenty seconds and more before somebody answers; answers at once and talks on. */
const scripts = { '90000': human(50 * SECOND), '90001': human(SECOND) };
const inAir = (bench: Bench): number => bench.calls().filter((call) => call.state === 'intent' || call.state === 'ringing').length;
const because = (bench: Bench): string => bench.conductor.live().campaigns[0]?.pacing?.because ?? '';
const talking = (bench: Bench, userId: string): Promise<void> => bench.until(() => bench.agent(userId).state === 'talking');
/** Ann talks, Bob's line rings and will ring on. */
async function oneTalksOneRings(settings: Partial<typeof DEFAULT_SETTINGS>): Promise<{ bench: Bench; ringing: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['90001', '90000'], scripts, settings: { mode: 'predictive', ringTimeout: 60 * SECOND, ...settings } });
  await bench.ready('ann');
  await bench.campaign('start');
  await talking(bench, 'ann');
  await bench.ready('bob');
  await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
  return { bench, ringing: bench.calls().find((call) => call.state === 'ringing')!.attemptId };
}

describe('the pacer in the conductor', () => {
  it('decides at once when a collector turns ready, not at the next tick', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['90000', '90000', '90000'], scripts, conductor: { tick: 1_000 } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => inAir(bench) === 1);
    await bench.settled(bench.conductor.deskOpened('bob'));
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.until(() => bench.agent('bob').leg === 'parked');
    const decided = bench.conductor.live().campaigns[0]!.pacing!.at;
    await bench.until(() => bench.conductor.live().campaigns[0]!.pacing!.at > decided);
    // A tick has just been: the next one is 700 ms away.
    await bench.run(300);
    const from = bench.now;
    await bench.must('bob', { type: 'ready' });
    await bench.until(() => inAir(bench) === 2, 500);
    expect(bench.now - from).toBeLessThan(100);
  });

  it('hangs up a long ring when there is nobody for it any more, as a no-answer, and never before 15 s', async () => {
    const { bench, ringing } = await oneTalksOneRings({ pacing: rules({ cancelAfterRing: 15_000 }) });
    await bench.run(5 * SECOND);
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.until(async () => (await bench.attempt(ringing)).outcome !== null, 20 * SECOND);
    const attempt = await bench.attempt(ringing);
    expect(attempt.outcome).toBe('no_answer');
    expect(attempt.endedAt! - attempt.rangAt!).toBeGreaterThanOrEqual(15_000);
    expect(attempt.endedAt! - attempt.rangAt!).toBeLessThan(16_000);
    expect((await bench.journal(ringing)).some((line) => line.event === 'ringCut')).toBe(true);
    expect(await bench.lead(1)).toMatchObject({ state: 'resting', lastOutcome: 'no_answer' });
  });
  it('lets it ring where nothing was said of cutting', async () => {
    const { bench, ringing } = await oneTalksOneRings({});
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.run(30 * SECOND);
    expect(bench.calls().find((call) => call.attemptId === ringing)?.state).toBe('ringing');
  });

  it('dials nothing while the switch does not answer, and says so', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['90001', '90000', '90000'], scripts, settings: { mode: 'predictive' } });
    await bench.ready('ann');
    await bench.campaign('start');
    await talking(bench, 'ann');
    bench.node.freeze();
    await bench.run(5 * SECOND);
    const before = (await bench.attempts()).length;
    await bench.settled(bench.conductor.deskOpened('bob'));
    void bench.conductor.command('bob', { type: 'ready' });
    await bench.run(20 * SECOND);
    expect((await bench.attempts()).length).toBe(before);
    expect(because(bench)).toMatch(/does not answer|looked over/);
  });
  it('with no budget places one line for each ready collector, no more', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob', 'cat'], leads: Array.from({ length: 60 }, () => '20105'), settings: { mode: 'predictive', abandonTarget: 0 } });
    await bench.ready('ann', 'bob', 'cat');
    let most = 0;
    bench.onStep = () => { most = Math.max(most, inAir(bench)); };
    await bench.campaign('start');
    await bench.run(2 * MINUTE);
    expect(most).toBe(3);
    expect((await bench.attempts()).length).toBeGreaterThan(20);
  });
  it('at the stop level dials nothing at all', async () => {
    const { bench } = await oneTalksOneRings({ pacing: rules({ stop: { share: 0.2, fromLive: 2 } }) });
    await bench.must('bob', { type: 'pause', reason: 'break' });
    // Bob's line is answered at 50 s, and nobody is there: one of two live answers is lost.
    await bench.until(async () => (await bench.attempts()).some((attempt) => attempt.outcome === 'abandoned'), 2 * MINUTE);
    await bench.put(...bench.debtor(7, '90000'));
    bench.conductor.leadsAdded('campaign');
    const before = (await bench.attempts()).length;
    await bench.must('bob', { type: 'ready' });
    await bench.run(MINUTE);
    expect((await bench.attempts()).length).toBe(before);
    expect(because(bench)).toContain('stop level');
    await bench.setCampaign({ pacing: DEFAULT_PACING });
    await bench.until(() => inAir(bench) === 1);
  });
  it('counts its share of what AMD takes for machines as persons lost', async () => {
    const machines = (falseMachines: number): Promise<Bench> => Bench.open({
      agents: ['ann'], leads: Array.from({ length: 12 }, () => '90001'), scripts, screening: { screen: () => Promise.resolve('machine') },
      settings: { mode: 'predictive', pacing: rules({ falseMachines, stop: { share: 0.2, fromLive: 2 } }) },
    });
    const [believed, doubted] = [await machines(0), await machines(0.5)];
    for (const bench of [believed, doubted]) { await bench.ready('ann'); await bench.campaign('start'); await bench.run(MINUTE); }
    expect((await believed.attempts()).filter((one) => one.outcome === 'machine')).toHaveLength(12);
    // Two persons lost of two, once four machines were met: the stop level.
    const stopped = (await doubted.attempts()).length;
    expect(stopped).toBeLessThan(12);
    expect(because(doubted)).toContain('stop level');
  });
  it('a campaign written before there were such rules goes on', async () => {
    const old = { ...DEFAULT_SETTINGS, mode: 'predictive' as const, maxDialLevel: 3 };
    Reflect.deleteProperty(old, 'pacing');
    const bench = await Bench.open({ leads: ['90001'], scripts });
    const campaign = (await bench.store.get('campaign', 'campaign'))!;
    await bench.store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: campaign.version, patch: { settings: old }, at: bench.now });
    await bench.ready('ann');
    await bench.campaign('start');
    await talking(bench, 'ann');
  });
});

describe('the ledger of abandonment', () => {
  it('moves machines into the month when they are a day old, and keeps them over a restart', () => {
    const ledger = new AbandonLedger();
    const at = 1_800_000_000_000;
    for (let n = 0; n < 6; n += 1) ledger.add(at + n, { outcome: n < 4 ? 'machine' : 'abandoned', connected: false, strict: false });
    expect(ledger.month(at + HOUR)).toEqual({ live: 0, abandoned: 0, machines: 0 });
    expect(ledger.counts(at + HOUR).outcomes).toEqual({ machine: 4, abandoned: 2 });
    expect(ledger.month(at + 25 * HOUR)).toEqual({ live: 2, abandoned: 2, machines: 4 });
    const again = new AbandonLedger();
    again.restoreMonth(at + 26 * HOUR, JSON.parse(JSON.stringify(ledger.hours())) as number[][]);
    expect(again.month(at + 26 * HOUR)).toEqual({ live: 2, abandoned: 2, machines: 4 });
    expect(again.month(at + 31 * 24 * HOUR)).toEqual({ live: 0, abandoned: 0, machines: 0 });
  });
});

describe('the ledger of abandonment, successive periods', () => {
  const at = 1_800_000_000_000;
  const DAY = 24 * HOUR;
  const lost = { outcome: 'abandoned', connected: false, strict: true } as const;
  const met = { outcome: 'human', connected: true, strict: false } as const;
  it('count from the campaign’s first call, and begin anew every 30 days', () => {
    const ledger = new AbandonLedger();
    const first = Math.floor(at / HOUR) * HOUR;
    for (const day of [0, 10, 29]) { ledger.add(at + day * DAY, lost); ledger.add(at + day * DAY, met); }
    expect(ledger.period(at + 29 * DAY)).toEqual({ from: first, live: 6, abandoned: 3, machines: 0 });
    // On the 31st day the last 30 days still hold all three, the new period none of them.
    ledger.add(at + 30 * DAY, met);
    expect(ledger.period(at + 30 * DAY)).toEqual({ from: first + 30 * DAY, live: 1, abandoned: 0, machines: 0 });
    expect(ledger.month(at + 30 * DAY)).toMatchObject({ abandoned: 3 });
  });
  it('and the last 24 hours are what the store says after a restart, leave by the hour, and nothing is counted twice', () => {
    const hours = [{ from: at - 23 * HOUR, abandoned: 2, connected: 8, strict: 3, outcomes: { human: 8, abandoned: 2, machine: 5 } }, { from: at - HOUR, abandoned: 1, connected: 4, strict: 1, outcomes: { human: 4, abandoned: 1 } }].map((one) => ({ ...one, from: Math.floor(one.from / HOUR) * HOUR }));
    const ledger = new AbandonLedger();
    ledger.restore(hours, at - 40 * DAY);
    ledger.restoreMonth(at, [[at - 5 * DAY, 100, 3, 0], [at - 20 * DAY, 200, 7, 0]]);
    ledger.add(at, lost);
    expect(ledger.counts(at)).toMatchObject({ abandoned: 4, connected: 12, strict: 5, outcomes: { human: 12, abandoned: 4, machine: 5 } });
    expect(ledger.month(at)).toEqual({ live: 300, abandoned: 10, machines: 0 });
    // The second period began ten days ago: what lies 20 days back is the first one's.
    expect(ledger.period(at)).toEqual({ from: Math.floor((at - 40 * DAY) / HOUR) * HOUR + 30 * DAY, live: 116, abandoned: 7, machines: 5 });
    expect(ledger.counts(at + 3 * HOUR)).toMatchObject({ abandoned: 2, connected: 4 });
    expect(ledger.month(at + 3 * HOUR)).toEqual({ live: 310, abandoned: 12, machines: 5 });
    expect(ledger.counts(at + 26 * HOUR)).toMatchObject({ abandoned: 0, connected: 0, outcomes: {} });
  });
});

describe('what the pacer learned', () => {
  const busy = (): Promise<Bench> => Bench.open({ agents: ['ann', 'bob', 'cat'], leads: Array.from({ length: 400 }, () => '20105'), settings: { mode: 'predictive' } });
  it('is there again after a restart: the first decision stands where the last one stood', async () => {
    const bench = await busy();
    const fresh = (await (async () => { await bench.ready('ann'); await bench.campaign('start'); await bench.run(500); return bench.conductor.pacing('campaign')!.decision!; })()).because.answerShare;
    await bench.ready('bob', 'cat');
    await bench.run(5 * MINUTE);
    const learned = bench.conductor.pacing('campaign')!;
    // Nobody answered: far from what was believed at first.
    expect(learned.decision!.because.answerShare).toBeLessThan(fresh / 3);
    expect(learned.calibration.hour.forecastAnswers).toBeGreaterThan(0);
    bench.kill();
    await bench.run(SECOND);
    await bench.boot();
    await bench.ready('ann', 'bob', 'cat');
    await bench.until(() => (bench.conductor.pacing('campaign')?.decision ?? null) !== null);
    const first = bench.conductor.pacing('campaign')!;
    expect(first.decision!.because.answerShare).toBeLessThan(fresh / 2.5);
    expect(first.calibration.hour.forecastAnswers).toBeGreaterThan(learned.calibration.hour.forecastAnswers / 2);
  });
  it('is saved at the stop', async () => {
    const bench = await busy();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    expect(await bench.store.count('setting', { key: pacingKey('campaign') })).toBe(0);
    await bench.settled(bench.conductor.stop());
    expect(await bench.store.count('setting', { key: pacingKey('campaign') })).toBe(1);
  });
  it.each([['nothing', null], ['another version', { version: 7 }], ['a hole', { version: 1, pacer: { version: 1, at: 1, numbers: { 'ring.risk': [1, null] }, people: {} }, hours: [], calibration: [] }]])('kept as %s is thrown away with a word in the log, and the campaign runs', async (_, value) => {
    const bench = await busy();
    await bench.put({ kind: 'setting', at: bench.now, row: { key: pacingKey('campaign'), value } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => inAir(bench) === 1);
    expect(bench.lines.filter((line) => line.includes('thrown away'))).toHaveLength(1);
    await bench.run(2 * MINUTE);
    expect((await bench.store.find('setting', { where: { key: pacingKey('campaign') } }))[0]?.value).toMatchObject({ version: 1, pacer: { version: 1 } });
  });
});
