/** The main job on a real switch: every behaviour the network knows, two collectors, and what the record says of it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSound, Live, wavInfo, whyNoLive } from './harness.js';
import { csv, mobile, Server, type AttemptRow } from './harness/server.js';

const missing = whyNoLive();
if (missing !== null) console.warn(`skipped: ${missing}`);

/** What the network's table says of each behaviour; `human*`: answered by a person, so bridged or abandoned with the message. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '101': ['human'], '102': ['human'], '103': ['human', 'machine'], '104': ['human'], '105': ['human'], '106': ['human'], '201': ['busy'], '202': ['no_answer'], '203': ['rejected'], '204': ['invalid'], '205': ['unavailable'],
  '206': ['congestion'], '207': ['carrier_fault'], '208': ['invalid'], '301': ['unavailable', 'no_answer'], '302': ['human'], '303': ['invalid'], '401': ['carrier_fault'],
};
const BEHAVIOURS = [
  '10101', '10102', '10103', '10104', '10105', '10200', '10201', '10202', '10203', '10205', '10301', '10302', '10303', '10401', '10402', '10403', '10404', '10405', '10512', '10534', '10545', '10602', '10603', '10605', '10610',
  '20100', '20105', '20110', '20130', '20200', '20201', '20202', '20300', '20301', '20302', '20305', '20400', '20401', '20402', '20500', '20501', '20502', '20505', '20600', '20601', '20700', '20701', '20800', '20801',
  '30100', '30101', '30102', '30200', '30202', '30203', '30300', '30301', '30302', '40100', '40101',
];

describe.skipIf(missing !== null)('a campaign on a real switch', () => {
  let live: Live;
  let server: Server;
  beforeAll(async () => {
    live = await Live.start({ agents: 4 });
    server = new Server(live);
    await server.start();
    await server.trunk('carrier1');
    await server.ready();
    for (const name of ['1000', '1001']) await live.phones.start(name);
  });
  afterAll(async () => {
    await server.kill('SIGTERM');
    await live.stop();
  });

  it('dials 60 leads with two collectors, and each outcome is the network’s', { timeout: 420_000 }, async () => {
    const campaign = await server.campaign('sixty', { mode: 'predictive', record: true });
    const rows = BEHAVIOURS.map((behaviour, at) => ({ name: at % 7 === 0 ? `王“}{o'Brien",${at}` : `张三${at}`, phone: mobile(at, behaviour) }));
    const imported = await server.import(campaign, csv(rows));
    expect(imported).toMatchObject({ state: 'done', created: 60, bad: 0 });
    const one = await server.collector('c1', { kind: 'user', user: '1000', domain: 'live.test' });
    const two = await server.collector('c2', { kind: 'user', user: '1001', domain: 'live.test' });
    const pops: string[] = [];
    const shifts = [one, two].map((who) => server.work(who.token, { talk: 3_000, onMessage: (message) => { if (message.kind === 'event' && message.event.type === 'reserved' && message.event.pop) pops.push(message.event.pop.name); } }));
    await server.ask('POST', `/campaigns/${campaign}/start`);
    const attempts = await server.until('60 settled attempts', async () => {
      const found = await server.attempts(campaign);
      return new Set(found.filter((row) => row.outcome !== null).map((row) => row.leadId)).size >= 60 ? found : null;
    }, 400_000);
    const first = firstOfEachLead(attempts);
    const wrong = first.filter((row) => { const wanted = EXPECTED[behaviourOf(row)]; return !wanted || !(wanted.includes(row.outcome ?? '') || (wanted.includes('human') && row.outcome === 'abandoned')); });
    expect(wrong.map((row) => `${row.number}: ${String(row.outcome)} (${String(row.sipStatus)} ${String(row.hangupCause)})`)).toEqual([]);
    for (const row of first.filter((answered) => answered.answeredAt !== null)) {
      if (row.outcome === 'abandoned' && row.bridgedAt === null && row.abandonedBy !== 'callee') expect(row.messagePlayed, row.number).toBe(true);
      else if (row.outcome === 'human') expect(row.bridgedAt, row.number).not.toBeNull();
    }
    const metrics = await server.metrics();
    console.log('bridge latency p95 under', quantile(metrics, 0.95), 's; p50 under', quantile(metrics, 0.5), 's; pops', pops.length, 'outcomes', JSON.stringify(tally(first)));
    expect(quantile(metrics, 0.95)).toBeLessThanOrEqual(0.15);
    expect(pops.some((name) => name.includes("o'Brien"))).toBe(true);
    await server.ask('POST', `/campaigns/${campaign}/stop`);
    for (const shift of shifts) await shift.stop();
    await noLegLeft(live);
    // Recordings exist and hold sound: both sides of a talk with the echo.
    const talked = first.find((row) => row.outcome === 'human' && behaviourOf(row) === '104');
    expect(talked?.recorded).toBe(true);
    const info = wavInfo(await recordingOf(live, talked?.id ?? ''));
    expect(info.channels).toBe(2);
    expect(info.seconds).toBeGreaterThan(2);
    const onePerson = attempts.filter((row) => row.bridgedAt !== null).map((row) => row.userId);
    expect(onePerson.every((user) => user === one.id || user === two.id)).toBe(true);
  });

  it('plays the safe-harbour message to a person nobody was free for, within two seconds', { timeout: 90_000 }, async () => {
    const campaign = await server.campaign('abandon', { mode: 'progressive', record: true });
    const phone = mobile(900, '10405');
    await server.import(campaign, csv([{ name: '李四', phone }]));
    const three = await server.collector('c3', { kind: 'user', user: '1000', domain: 'live.test' });
    const shift = server.work(three.token);
    await server.ask('POST', `/campaigns/${campaign}/start`);
    const heard = join(live.dir, 'callee.wav');
    await live.recordCalleeLeg(phone, heard, 30_000);
    await shift.stop();
    const [row] = await server.until('the abandoned attempt', async () => { const found = (await server.attempts(campaign)).filter((one) => one.outcome !== null); return found.length > 0 ? found : null; }, 60_000);
    expect(row).toMatchObject({ outcome: 'abandoned', messagePlayed: true, abandonedBy: 'deadline', bridgedAt: null });
    expect(hasSound(wavInfo(heard))).toBe(true);
    expect(await recordingOf(live, row?.id ?? '')).toContain('.wav');
    await server.ask('POST', `/campaigns/${campaign}/stop`);
    await noLegLeft(live);
  });
});

const behaviourOf = (row: AttemptRow): string => { const digits = row.number.replace(/\D/g, ''); return `${digits[2] ?? ''}${digits.slice(-4, -2)}`; };
function firstOfEachLead(attempts: readonly AttemptRow[]): AttemptRow[] {
  const first = new Map<string, AttemptRow>();
  for (const row of [...attempts].sort((a, b) => (a.id < b.id ? -1 : 1))) if (row.leadId !== null && !first.has(row.leadId)) first.set(row.leadId, row);
  return [...first.values()];
}
const tally = (rows: readonly AttemptRow[]): Record<string, number> => rows.reduce<Record<string, number>>((sum, row) => ({ ...sum, [row.outcome ?? 'open']: (sum[row.outcome ?? 'open'] ?? 0) + 1 }), {});
/** Upper edge of the bucket in which the quantile lies. */
function quantile(metrics: string, share: number): number {
  const buckets = [...metrics.matchAll(/^dunwell_bridge_latency_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm)].map((one) => ({ le: one[1] === '+Inf' ? Number.POSITIVE_INFINITY : Number(one[1]), count: Number(one[2]) }));
  const total = buckets.at(-1)?.count ?? 0;
  return buckets.find((one) => one.count >= total * share)?.le ?? Number.NaN;
}
async function recordingOf(live: Live, attemptId: string): Promise<string> {
  const { readdir } = await import('node:fs/promises');
  const files = await readdir(live.ours.recordings, { recursive: true });
  const found = files.find((name) => name.endsWith(`${attemptId}.wav`));
  if (found === undefined) throw new Error(`no recording of ${attemptId} among ${files.length}`);
  return join(live.ours.recordings, found);
}
async function noLegLeft(live: Live): Promise<void> {
  await live.ours.until('no channel left on the switch', async () => (await live.channelsLeft()).length === 0, 20_000);
}
