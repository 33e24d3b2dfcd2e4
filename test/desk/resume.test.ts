/** Nothing missed, nothing doubled: over real sockets that are cut at any point, and over a proxy that cuts between any two bytes. */
import fc from 'fast-check';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeskEvent } from '../../src/app/ports/desk.js';
import type { Welcome } from '../../src/contract/desk.js';
import { connectDesk } from '../../src/desk/client.js';
import { notice, realClock, startRig, until, type Rig } from './support.js';

const rigs: Rig[] = [];
const rig = async (...args: Parameters<typeof startRig>): Promise<Rig> => { const r = await startRig(...args); rigs.push(r); return r; };
afterEach(async () => { for (const r of rigs.splice(0)) await r.stop(); });

/** A TCP proxy that lets `budget` bytes through from the server, then cuts; the next connection gets the next budget. */
const cuttingProxy = async (port: number, budgets: readonly number[]): Promise<{ port: number; stop: () => Promise<void> }> => {
  let n = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let left = budgets[n++] ?? Infinity;
    open.add(near); open.add(far);
    const cut = (): void => { near.destroy(); far.destroy(); };
    near.on('error', cut).on('close', cut); far.on('error', cut).on('close', cut);
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      if (chunk.length <= left) { near.write(chunk); left -= chunk.length; return; }
      near.write(chunk.subarray(0, left), cut);
      left = 0;
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { port: (server.address() as AddressInfo).port, stop: () => new Promise((resolve) => { for (const s of open) s.destroy(); server.close(() => { resolve(); }); }) };
};

describe('desk resume', () => {
  it('gives every event once and in order however the line is cut', { timeout: 60_000 }, async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 8 }),
      fc.array(fc.oneof(fc.constant('push' as const), fc.constant('drop' as const), fc.constant('command' as const), fc.constant('turn' as const)), { minLength: 5, maxLength: 80 }),
      async (budgets, steps) => {
        const r = await startRig();
        const proxy = await cuttingProxy(r.port, budgets);
        const seen: DeskEvent[] = [];
        const welcomes: Welcome[] = [];
        const client = connectDesk({
          url: `ws://127.0.0.1:${proxy.port}/desk`, token: 'anna', clock: realClock, backoff: { first: 1, most: 2 },
          onEvent: (event) => { seen.push(event); }, onWelcome: (welcome) => { welcomes.push(welcome); },
        });
        try {
          const opened = await client.opened;
          expect(opened.ok).toBe(true);
          await until(() => seen.length === 1, 'the picture');
          let pushed = 0;
          const answers: Promise<unknown>[] = [];
          for (const step of steps) {
            if (step === 'push') r.gateway.push('u-anna', notice(++pushed, 'x'.repeat(pushed % 50)));
            else if (step === 'drop') client.drop();
            else if (step === 'command') answers.push(client.command({ type: 'note', caseId: 'c-1', text: `note ${answers.length}` }));
            else await new Promise((resolve) => { setImmediate(resolve); });
          }
          await until(() => seen.length >= pushed + 1, `${pushed} events`);
          expect(await Promise.all(answers)).toEqual(answers.map(() => ({ ok: true, value: { kind: 'done' } })));
          expect(seen.slice(1).map((e) => e.type === 'notice' && e.code)).toEqual(Array.from({ length: pushed }, (_, i) => `n${i + 1}`));
          expect(new Set(r.conductor.commands.map((c) => JSON.stringify(c.command))).size).toBe(r.conductor.commands.length);
          expect(r.conductor.commands).toHaveLength(answers.length);
          // A picture whose welcome was cut is drawn again: never fewer than the welcomes that came.
          expect(r.conductor.opened.length).toBeGreaterThanOrEqual(welcomes.filter((w) => !w.resumed).length);
        } finally {
          await client.close();
          await proxy.stop();
          await r.stop();
        }
      },
    ), { numRuns: 60 });
  });

  it('begins anew with the present picture when the stream is gone too far', async () => {
    const r = await rig({ settings: { replayEvents: 10 } });
    const seen: string[] = [];
    const welcomes: Welcome[] = [];
    const proxy = await cuttingProxy(r.port, []);
    const client = connectDesk({
      url: `ws://127.0.0.1:${proxy.port}/desk`, token: 'anna', clock: realClock, backoff: { first: 20, most: 20 },
      onEvent: (e) => { seen.push(e.type === 'notice' ? e.code : e.type); }, onWelcome: (w) => { welcomes.push(w); }, onDown: () => { for (let i = 1; i <= 50; i++) r.gateway.push('u-anna', notice(i)); },
    });
    await until(() => seen.length === 1, 'the first picture');
    client.drop();
    await until(() => welcomes.length === 2 && seen.length === 2, 'the second picture');
    expect(welcomes.map((w) => w.resumed)).toEqual([false, false]);
    expect(seen).toEqual(['state', 'state']);
    r.gateway.push('u-anna', notice(99));
    await until(() => seen.includes('n99'), 'the stream goes on');
    await client.close();
    await proxy.stop();
  });

  it('comes back after the server was restarted, with a new stream', async () => {
    const first = await rig();
    const welcomes: Welcome[] = [];
    const seen: string[] = [];
    const client = connectDesk({ url: first.url, token: 'anna', clock: realClock, backoff: { first: 2, most: 5 }, onWelcome: (w) => { welcomes.push(w); }, onEvent: (e) => { seen.push(e.type); } });
    await until(() => seen.length === 1, 'the picture');
    first.conductor.answer = () => new Promise(() => { /* never */ });
    const asked = client.command({ type: 'ready' });
    await until(() => first.conductor.commands.length === 1, 'the command');
    await first.gateway.stop();
    const second = await startRig();
    second.gateway.attach(first.server);
    await until(() => welcomes.length === 2, 'the second welcome');
    expect(welcomes[1]).toMatchObject({ resumed: false });
    expect(await asked).toMatchObject({ ok: false, error: { code: 'desk.stream_lost' } });
    await client.close();
    await second.stop();
  });

  it('puts what happens while the picture is drawn after the picture', async () => {
    const r = await rig();
    const seen: string[] = [];
    r.conductor.picture = async (userId) => {
      r.gateway.push(userId, notice(1));
      await Promise.resolve();
      return [{ type: 'state', at: 5, state: 'paused', reason: null, leg: 'none', legTrouble: null, attemptId: null, wrapUpUntil: null, readyAt: null, readyAfter: null }];
    };
    const client = connectDesk({ url: r.url, token: 'anna', clock: realClock, onEvent: (e) => { seen.push(e.type); } });
    await until(() => seen.length === 2, 'both');
    expect(seen).toEqual(['state', 'notice']);
    await client.close();
  });
});
