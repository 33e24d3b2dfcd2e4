/** Idempotency-Keys whose server did not live to answer. */
import { afterEach, describe, expect, it } from 'vitest';
import { Idempotency, type Answer } from '../../src/app/usecases/idempotency.js';
import { makeWorld, vault, type World } from './doubles.js';

const KEYED = { key: 'k', userId: 'a-administrator', route: 'POST /x', requestHash: 'body' };
let world: World;
afterEach(() => world.app.close());
/** Runs of the server over one database, and how often the work was done. */
async function database() {
  world = await makeWorld();
  const { clock, store } = world;
  const done: string[] = [];
  return { clock, store, done, run: () => new Idempotency({ store, clock, vault }), work: (name: string) => (): Promise<Answer> => { done.push(name); return Promise.resolve({ status: 201, body: { name } }); } };
}
/** Claims the key and never answers, as a process that dies meanwhile. */
const dies = (run: Idempotency): Promise<unknown> => new Promise((claimed) => { void run.once(KEYED, () => { claimed(null); return new Promise(() => undefined); }); });

describe('a key without an answer', () => {
  it('is taken over at once by the next run of the server, and then answers as any other', async () => {
    const { clock, done, run, work } = await database();
    await dies(run());
    clock.at += 1;
    const next = run();
    expect(await next.once(KEYED, work('second'))).toEqual({ ok: true, value: { status: 201, body: { name: 'second' }, replayed: false } });
    expect(await next.once(KEYED, work('third'))).toEqual({ ok: true, value: { status: 201, body: { name: 'second' }, replayed: true } });
    expect(done).toEqual(['second']);
  });
  it('is taken over though the clock of a demo begins anew, earlier than the claim', async () => {
    const { clock, run, work } = await database();
    await dies(run());
    clock.at -= 3_600_000;
    expect(await run().once(KEYED, work('second'))).toMatchObject({ ok: true });
  });
  it('is taken over by one of many who ask at once; the others get his answer', async () => {
    const { clock, done, run, work } = await database();
    await dies(run());
    clock.at += 1;
    const next = run();
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => next.once(KEYED, work(name))));
    expect(answers.map((one) => one.ok && one.value.body)).toEqual([{ name: 'a' }, { name: 'a' }, { name: 'a' }]);
    expect(done).toEqual(['a']);
  });
  it('still belongs to its body', async () => {
    const { clock, run, work } = await database();
    await dies(run());
    clock.at += 1;
    expect(await run().once({ ...KEYED, requestHash: 'another' }, work('x'))).toMatchObject({ ok: false, error: { code: 'idempotency.mismatch' } });
  });
  it('is waited for, however long, while its own run still works on it', async () => {
    const { clock, done, run, work } = await database();
    const server = run();
    let finish: (answer: Answer) => void = () => undefined;
    const first = server.once(KEYED, () => new Promise((resolve) => { finish = resolve; }));
    clock.at += 600_000;
    const second = server.once(KEYED, work('second'));
    // Enough turns for both to have come as far as they can.
    await new Promise((turn) => { setTimeout(turn, 20); });
    finish({ status: 200, body: 'first' });
    expect([await first, await second]).toMatchObject([{ ok: true, value: { body: 'first', replayed: false } }, { ok: true, value: { body: 'first', replayed: true } }]);
    expect(done).toEqual([]);
  });
  it('of this same run, whose answer could not be written down, is free after a minute', async () => {
    const { clock, store, done, run, work } = await database();
    const server = run();
    clock.at += 1;
    await server.once(KEYED, async () => {
      // Somebody else's write of the row: ours, which follows, is refused.
      const [row] = await store.find('idempotencyKey', { where: { key: KEYED.key } });
      if (row) await store.run('change', { kind: 'idempotencyKey', id: row.id, expectedVersion: row.version, patch: { body: '' }, at: clock.now() });
      return work('first')();
    });
    expect(await server.once(KEYED, work('second'))).toMatchObject({ ok: false, error: { code: 'idempotency.in_progress' } });
    clock.at += 60_000;
    expect(await server.once(KEYED, work('third'))).toMatchObject({ ok: true, value: { body: { name: 'third' } } });
    expect(done).toEqual(['first', 'third']);
  });
});
