/** "Ready in N s": a known end of wrap-up, said by the collector, believed by the forecast. */
import { describe, expect, it } from 'vitest';
import type { PacingLine, PacingLog } from '../../src/app/ports/pacing-log.js';
import type { PacingSnapshot } from '../../src/core/pacing/types.js';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import { DEFAULT_PACING } from '../../src/core/campaign/pacing.js';
import { Bench, human, SECOND } from './bench.js';

class Watched implements PacingLog {
  readonly snapshots: PacingSnapshot[] = [];
  wantsBegin(): boolean { return false; }
  begin(): void { /* never asked for */ }
  decided(_: string, line: PacingLine): void { this.snapshots.push(line.s); }
}
async function talking(settings: Partial<CampaignSettings> = {}): Promise<{ bench: Bench; watched: Watched; attemptId: string }> {
  const watched = new Watched();
  const bench = await Bench.open({ leads: ['90001'], scripts: { '90001': human(SECOND) }, pacingLog: watched, settings: { wrapUp: { limit: 30_000, then: 'ready' }, ...settings } });
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  return { bench, watched, attemptId: bench.callOf('ann')!.attemptId };
}
async function wrapping(settings: Partial<CampaignSettings> = {}): Promise<{ bench: Bench; watched: Watched; attemptId: string }> {
  const all = await talking(settings);
  await all.bench.must('ann', { type: 'hangUp', attemptId: all.attemptId });
  await all.bench.until(() => all.bench.agent('ann').state === 'wrapUp');
  return all;
}
const picture = (bench: Bench): { wrapUpUntil: number | null; readyAt: number | null; readyAfter: number | null } => bench.seen('ann', 'state').at(-1)!;
const readyAfter = async (bench: Bench): Promise<number> => { const from = bench.now; await bench.until(() => bench.agent('ann').state === 'ready', 130 * SECOND); return bench.now - from; };

describe('ready in N seconds', () => {
  it('ends the wrap-up then, is seen on the desk and in the live view, and is told to the pacer as a known end', async () => {
    const { bench, watched } = await wrapping();
    await bench.must('ann', { type: 'readyIn', seconds: 10 });
    const at = bench.now;
    expect(picture(bench)).toMatchObject({ wrapUpUntil: at + 10_000, readyAt: at + 10_000 });
    expect(bench.agent('ann').readyAt).toBe(at + 10_000);
    await bench.run(4 * SECOND);
    const seen = watched.snapshots.at(-1)!;
    expect(seen.levers.knownWrapEnd).toBe(true);
    expect(seen.busy[0]?.endsIn).toBeGreaterThan(5_500);
    expect(seen.busy[0]?.endsIn).toBeLessThanOrEqual(6_300);
    expect(await readyAfter(bench)).toBeCloseTo(6_000, -2);
    expect(bench.agent('ann').readyAt).toBeNull();
    // The lead moves on by its outcome, though nothing was filed.
    await bench.run(100);
    expect((await bench.lead()).state).toBe('done');
  });
  it('while somebody announced, nobody else’s limit is believed that was not before; where limits are believed, all are', async () => {
    const { bench, watched } = await wrapping();
    await bench.run(SECOND);
    // Told as before for those who replay, and not believed.
    expect(watched.snapshots.at(-1)).toMatchObject({ levers: { knownWrapEnd: false } });
    const known = await wrapping({ pacing: { ...DEFAULT_PACING, knownWrapEnd: true } });
    await known.bench.run(SECOND);
    expect(known.watched.snapshots.at(-1)!.levers.knownWrapEnd).toBe(true);
    expect(known.watched.snapshots.at(-1)!.busy[0]?.endsIn).toBeGreaterThan(25_000);
  });
  it('said during the call holds from its end', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'readyIn', seconds: 5 });
    expect(picture(bench)).toMatchObject({ readyAt: null, readyAfter: 5_000 });
    await bench.run(20 * SECOND);
    expect(bench.agent('ann').state).toBe('talking');
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent('ann').state === 'wrapUp');
    expect(picture(bench).readyAfter).toBeNull();
    expect(await readyAfter(bench)).toBeCloseTo(5_000, -2);
  });
  it('is never longer than the campaign’s limit, counted from the call’s end; the last word holds', async () => {
    const { bench } = await wrapping();
    await bench.run(10 * SECOND);
    await bench.must('ann', { type: 'readyIn', seconds: 5 });
    await bench.must('ann', { type: 'readyIn', seconds: 120 });
    expect(await readyAfter(bench)).toBeCloseTo(20_000, -2);
  });
  it('bounds a wrap-up that has no limit', async () => {
    const { bench } = await wrapping({ wrapUp: { limit: 0, then: 'ready' } });
    await bench.must('ann', { type: 'readyIn', seconds: 120 });
    expect(await readyAfter(bench)).toBeCloseTo(120_000, -2);
  });
  it('makes ready even where the limit would pause', async () => {
    const { bench } = await wrapping({ wrapUp: { limit: 30_000, then: 'paused' } });
    await bench.must('ann', { type: 'readyIn', seconds: 3 });
    expect(await readyAfter(bench)).toBeCloseTo(3_000, -2);
  });
  it('filing does not end it sooner; asking for the next call does', async () => {
    const { bench, attemptId } = await wrapping();
    await bench.must('ann', { type: 'readyIn', seconds: 20 });
    await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' });
    await bench.run(2 * SECOND);
    expect(bench.agent('ann').state).toBe('wrapUp');
    await bench.must('ann', { type: 'ready' });
    expect(bench.agent('ann').state).toBe('ready');
    expect((await bench.attempt(attemptId)).dispositionCode).toBe('refuses');
  });
  it('a pause or end of shift asked for later takes it back: the limit holds again, and they leave', async () => {
    const { bench, watched } = await wrapping();
    await bench.must('ann', { type: 'readyIn', seconds: 3 });
    await bench.must('ann', { type: 'pause', reason: 'break' });
    expect(bench.agent('ann')).toMatchObject({ readyAt: null, after: 'paused' });
    await bench.run(5 * SECOND);
    expect(bench.agent('ann').state).toBe('wrapUp');
    expect(watched.snapshots.at(-1)!.busy[0]?.leaving).toBe(true);
    await bench.until(() => bench.agent('ann').state === 'paused', 40 * SECOND);
  });
  it('is refused outside call and wrap-up, and outside 1 to 120 whole seconds', async () => {
    const { bench } = await wrapping();
    for (const seconds of [0, 121, 1.5, Number.NaN]) expect(await bench.command('ann', { type: 'readyIn', seconds })).toMatchObject({ ok: false, error: { code: 'ready.seconds' } });
    await bench.must('ann', { type: 'ready' });
    expect(await bench.command('ann', { type: 'readyIn', seconds: 5 })).toMatchObject({ ok: false, error: { code: 'agent.no_wrap_up' } });
  });
});
