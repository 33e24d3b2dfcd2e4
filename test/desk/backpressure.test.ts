/** A desk that does not read: others are as quick as ever, memory stays bounded, and it is shown out to come back later. */
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentView } from '../../src/app/conductor-api.js';
import type { ImportUnderWay } from '../../src/app/usecases/imports.js';
import { bearer, emptyLive, ManualClock, notice, RawDesk, startRig, until, user, type Rig } from './support.js';

const rigs: Rig[] = [];
const rig = async (...args: Parameters<typeof startRig>): Promise<Rig> => { const r = await startRig(...args); rigs.push(r); return r; };
afterEach(async () => { for (const r of rigs.splice(0)) await r.stop(); });
const BIG = 'x'.repeat(20_000);

describe('a slow desk', () => {
  it('does not delay others, holds bounded memory, and resumes when it reads again', { timeout: 60_000 }, async () => {
    const clock = new ManualClock();
    const r = await rig({ clock, settings: { replayEvents: 100_000, replayBytes: 20_000_000, deadAfter: 1e9 } });
    const slow = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'the-slow-ones-secret' });
    await slow.hear((m) => m.type === 'event');
    const quick = await new RawDesk(r.url, bearer('ben')).hello();
    slow.ws.pause();
    // More than the kernel's buffers hold: from some point on, events wait in the stream and not in the socket.
    for (let i = 1; i <= 800; i++) r.gateway.push('u-anna', notice(i, BIG));
    for (let i = 1; i <= 20; i++) {
      r.gateway.push('u-ben', notice(i));
      await quick.hear((m) => m.type === 'event' && m.event.type === 'notice' && m.event.code === `n${i}`);
    }
    expect(quick.of('event')).toHaveLength(21);
    expect(r.gateway.counts().keptEvents).toBeGreaterThan(100);
    clock.advance(12_000);
    await until(() => r.gateway.counts().open === 1, 'the slow one is shown out');
    slow.ws.terminate();
    const before = slow.of('event').at(-1)!.seq;
    const back = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'the-slow-ones-secret', resume: { stream: slow.of('welcome')[0]!.stream, seq: before } });
    expect(back.of('welcome')).toMatchObject([{ resumed: true, seq: before }]);
    await until(() => back.of('event').at(-1)?.seq === 801, 'everything it missed', 20_000);
    expect(back.of('event').map((e) => e.seq)).toEqual(Array.from({ length: 801 - before }, (_, i) => before + 1 + i));
    back.say({ type: 'ack', seq: 801 });
    await until(() => r.gateway.counts().keptEvents <= 21, 'the confirmed are forgotten');
    back.ws.close(); quick.ws.close();
  });

  it('that falls behind its stream begins anew', async () => {
    const r = await rig({ settings: { replayBytes: 200_000 } });
    const slow = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'the-slow-ones-secret' });
    await slow.hear((m) => m.type === 'event');
    slow.ws.pause();
    for (let i = 1; i <= 1_500 && r.gateway.counts().open === 1; i++) { r.gateway.push('u-anna', notice(i, BIG)); if (i % 50 === 0) await new Promise((resolve) => { setImmediate(resolve); }); }
    await until(() => r.gateway.counts().open === 0, 'it is shown out');
    expect(r.gateway.counts().keptBytes).toBeLessThan(300_000);
    slow.ws.terminate();
    const back = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'the-slow-ones-secret', resume: { stream: slow.of('welcome')[0]!.stream, seq: 1 } });
    expect(back.of('welcome')).toMatchObject([{ resumed: false }]);
    back.ws.close();
  });

  it('is told of the imports of its own company as they go on, and only then', async () => {
    const clock = new ManualClock();
    let imports: readonly ImportUnderWay[] = [{ importId: 'i-1', entityId: 'e-1', state: 'running', rows: 10, share: 0.1 }, { importId: 'i-2', entityId: 'e-2', state: 'running', rows: 5, share: null }];
    const r = await rig({ clock, users: [user('boss', 'supervisor', 'e-1')], imports: () => imports });
    const watch = new RawDesk(r.url, bearer('boss'));
    await watch.open();
    watch.say({ type: 'hello', purpose: 'live' });
    expect(await watch.hear((m) => m.type === 'live')).toMatchObject({ whole: true, imports: [{ importId: 'i-1', rows: 10, share: 0.1 }] });
    expect(JSON.stringify(watch.of('live'))).not.toContain('i-2');
    const pass = async (n: number): Promise<void> => { clock.advance(500); watch.say({ type: 'ping', n }); await watch.hear((m) => m.type === 'pong' && m.n === n); };
    imports = imports.map((one) => ({ ...one, rows: one.rows + 10, state: 'done', share: 1 }));
    await pass(1);
    expect(watch.of('live')[1]).toMatchObject({ whole: false, imports: [{ importId: 'i-1', state: 'done', rows: 20, share: 1 }] });
    await pass(2);
    expect(watch.of('live')).toHaveLength(2);
    watch.ws.close();
    await until(() => r.gateway.counts().live === 0, 'the watcher is forgotten');
  });

  it('gets the sum of the live changes, not each', async () => {
    const clock = new ManualClock();
    const boss = user('boss', 'supervisor', 'e-1');
    const agent = (n: number, callsToday: number, entityId = 'e-1'): AgentView => ({
      userId: `u-${n}`, name: `N${n}`, entityId, teamId: null, state: 'ready', reason: null, since: 1, leg: 'parked', legTrouble: null, attemptId: null, desk: true, readyAt: null, after: 'ready', callsToday, talkToday: 0,
    });
    const r = await rig({ clock, users: [boss] });
    r.conductor.view = { ...emptyLive(), agents: [agent(1, 0), agent(2, 0), agent(3, 0, 'e-2')] };
    const watch = new RawDesk(r.url, bearer('boss'));
    await watch.open();
    watch.say({ type: 'hello', purpose: 'live' });
    const whole = await watch.hear((m) => m.type === 'live');
    expect(whole).toMatchObject({ whole: true, totals: { agents: 2, calls: 0, campaigns: 0 } });
    const pass = async (n: number): Promise<void> => { clock.advance(500); watch.say({ type: 'ping', n }); await watch.hear((m) => m.type === 'pong' && m.n === n); };
    await pass(1);
    // Trends and promises come when they change, of one's own people and campaigns.
    const point = { at: 60_000, inAir: 3, waiting: 1, connected: 2, abandoned: 0, share: 0.01 };
    expect(whole).toMatchObject({ promises: { count: 0, amounts: [] } });
    expect(watch.of('live')).toHaveLength(1);
    r.conductor.view = { ...r.conductor.view, agents: [agent(1, 1), agent(3, 7, 'e-2')] };
    r.conductor.view = { ...r.conductor.view, agents: [agent(1, 2), agent(3, 8, 'e-2')] };
    await pass(2);
    expect(watch.of('live')).toHaveLength(2);
    expect(watch.of('live')[1]).toMatchObject({ whole: false, agents: [{ userId: 'u-1', callsToday: 2 }], gone: { agents: ['u-2'] }, totals: { agents: 1 } });
    expect(watch.of('live')[1]).not.toHaveProperty('promises');
    r.conductor.view = { ...r.conductor.view, trends: [{ campaignId: 'c', entityId: 'e-1', target: 0.03, points: [point] }, { campaignId: 'd', entityId: 'e-2', target: 0.03, points: [point] }], promises: ['e-1', 'e-1', 'e-2'].map((entityId, n) => ({ userId: `u-${n}`, entityId, teamId: null, count: 1, amounts: [{ currency: 'CNY', amount: 100 }] })) };
    await pass(3);
    expect(watch.of('live')[2]).toMatchObject({ trends: [{ campaignId: 'c', target: 0.03, points: [point] }], promises: { count: 2, amounts: [{ currency: 'CNY', amount: 200 }] } });
    await pass(4);
    expect(watch.of('live')).toHaveLength(3);
    watch.ws.close();
    await until(() => r.gateway.counts().live === 0, 'the watcher is forgotten');
  });
});
