/** Webhooks against a real receiver that fails in every way it can. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/ports/store.js';
import type { Delivery } from '../../src/core/records/index.js';
import { attempt, makeOutside, NOON, owed, SECRET, until, vault, type Outside } from './world.js';

let world: Outside;
beforeEach(async () => { world = await makeOutside(); await world.put(...owed('bank', 1), ...owed('bank', 2), ...owed('shop', 1)); });
afterEach(() => world.done());

const deliveries = (webhookId = 'hook'): Promise<Delivery[]> => world.store.find('delivery', { where: { webhookId }, order: [{ by: 'seq' }], limit: 100_000 });
const states = async (): Promise<string[]> => (await deliveries()).map((one) => `${one.state} ${one.tries}`);
const pay = (who: string, n: number, amount = 100): Promise<void> => world.say('payment.received', [`account-${who}-${n}`], { caseId: `case-${who}-${n}`, accountId: `account-${who}-${n}`, entityId: 'agency', amount, currency: 'CNY', externalId: `P ${n}` });
const seqsOf = async (type: string): Promise<number[]> => (await world.store.find('streamEvent', { where: { type }, order: [{ by: 'seq' }], limit: 100_000 })).map((one) => one.seq);

describe('what is sent', () => {
  it('is signed so that a receiver can check it with nothing but the secret', async () => {
    await world.webhook('hook');
    await pay('bank', 1);
    world.outbox().start();
    await until('a message', () => world.receiver.heard.length === 1);
    const [heard] = world.receiver.heard;
    const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(heard!.signature)!;
    expect(Number(match[1])).toBe(NOON / 1000);
    expect(createHmac('sha256', SECRET).update(`${match[1]}.`).update(Buffer.from(heard!.body)).digest('hex')).toBe(match[2]);
    expect(heard!.type).toBe('payment.received');
    const [event] = await world.store.find('streamEvent', { where: { type: 'payment.received' } });
    expect(heard!.id).toBe(event!.id);
    expect(heard!.json).toMatchObject({ id: event!.id, seq: event!.seq, type: 'payment.received', at: NOON, items: [{ caseId: 'case-bank-1', contract: 'HT-bank-1', amount: 100, currency: 'CNY', externalId: 'P 1' }] });
  });
  it('is signed with the secret before as well while that still counts, and not after', async () => {
    const old = (until: number) => ({ oldSecretSealed: vault.seal('secret', 'whsec_old'), oldSecretUntil: until });
    await world.webhook('now', old(NOON + 1));
    await world.webhook('past', { ...old(NOON), url: `${world.receiver.url}/past` });
    await pay('bank', 1);
    world.outbox().start();
    await until('two messages', () => world.receiver.heard.length === 2);
    const marks = (one: { readonly signature: string }) => [...one.signature.matchAll(/v1=([0-9a-f]{64})/g)].map((match) => match[1]);
    const by = (secret: string, body: string) => createHmac('sha256', secret).update(`${NOON / 1000}.${body}`).digest('hex');
    const both = world.receiver.heard.find((one) => marks(one).length === 2)!;
    const single = world.receiver.heard.find((one) => marks(one).length === 1)!;
    expect(marks(both)).toEqual([by(SECRET, both.body), by('whsec_old', both.body)]);
    expect(marks(single)).toEqual([by(SECRET, single.body)]);
  });
  it('never holds names, phones or what no list says may leave', async () => {
    await world.webhook('hook');
    await world.put(attempt('bank', 1, 'attempt-1'));
    await world.say('attempt.settled', ['attempt-1', 'case-bank-1'], { outcome: 'human', phone: '+8613800138000', name: 'Debtor bank-1', note: 'he said', because: 'Mr Wang was angry', userId: 'ann', entityId: 'agency', answeredAt: NOON });
    world.outbox().start();
    await until('a message', () => world.receiver.heard.length === 1);
    expect(world.receiver.heard[0]!.json.items).toEqual([{ outcome: 'human', userId: 'ann', answeredAt: NOON, caseId: 'case-bank-1', accountIds: ['account-bank-1'], contract: 'HT-bank-1', contracts: ['HT-bank-1'] }]);
  });
  it('goes under the creditor’s own names, and only the fields it asks for', async () => {
    await world.webhook('hook', { mapping: { contract: '合同号', amount: '金额', outcome: 'x' } });
    await pay('bank', 1, 4200);
    world.outbox().start();
    await until('a message', () => world.receiver.heard.length === 1);
    expect(world.receiver.heard[0]!.json.items).toEqual([{ 合同号: 'HT-bank-1', 金额: 4200 }]);
  });
  it('holds the name and number only where the mapping names them', async () => {
    await world.webhook('hook', { mapping: { contract: 'c', name: 'n', phone: 'p' } });
    await world.put(attempt('bank', 1, 'attempt-1'));
    await world.say('attempt.settled', ['attempt-1', 'case-bank-1'], { outcome: 'human' });
    world.outbox().start();
    await until('a message', () => world.receiver.heard.length === 1);
    expect(world.receiver.heard[0]!.json.items).toEqual([{ c: 'HT-bank-1', n: 'Debtor bank-1', p: '+8613800138000' }]);
  });
  it('is only what the types ask for, and nothing that is about no case', async () => {
    await world.webhook('hook', { types: ['promise.*', 'payment.received'] });
    await pay('bank', 1);
    await world.say('payment.reversed', ['account-bank-1'], { caseId: 'case-bank-1' });
    await world.say('promise.kept', ['case-bank-1'], { promiseId: 'p1' });
    await world.say('user.changed', ['ann'], { caseId: 'case-bank-1' });
    await world.say('personal.unmasked', ['party-bank-1'], { caseId: 'case-bank-1', reason: 'letter' });
    const outbox = world.outbox();
    outbox.start();
    await until('two messages', () => world.receiver.heard.length === 2);
    await outbox.stop();
    expect(world.receiver.heard.map((one) => one.type)).toEqual(['payment.received', 'promise.kept']);
  });
});

describe('two creditors', () => {
  it('hear only of their own cases, even from one event about both', async () => {
    await world.webhook('of-bank', { creditorId: 'bank' });
    await world.webhook('of-shop', { creditorId: 'shop' });
    await world.put({ kind: 'entity', at: NOON, row: { id: 'rival', kind: 'agency', name: 'rival', parentId: null, creditorGroup: null } });
    await world.webhook('of-rival', { entityId: 'rival' });
    await pay('bank', 1);
    await pay('shop', 1);
    await world.say('case.placed', ['case-bank-2', 'case-shop-1'], { accountIds: ['account-bank-2', 'account-shop-1'] });
    // An event that names only the account, and one that says nothing of whom it is about but the attempt.
    await world.say('account.balanceChanged', ['account-shop-1'], { before: 2, after: 1, currency: 'CNY' });
    await world.put(attempt('bank', 2, 'attempt-2'));
    await world.say('attempt.disposed', ['attempt-2'], { code: 'PTP' });
    const outbox = world.outbox();
    outbox.start();
    await until('all', async () => await world.store.count('delivery', { state: 'delivered' }) === 6);
    expect((await deliveries('of-bank')).map((one) => one.type)).toEqual(['payment.received', 'case.placed', 'attempt.disposed']);
    expect((await deliveries('of-shop')).map((one) => one.type)).toEqual(['payment.received', 'case.placed', 'account.balanceChanged']);
    expect(await deliveries('of-rival')).toEqual([]);
    for (const heard of world.receiver.heard) expect(/bank/.test(heard.body) && /shop/.test(heard.body), heard.body).toBe(false);
  });
});

describe('a receiver that fails', () => {
  it('gets each event in order, later, whatever it answered before', async () => {
    await world.webhook('hook');
    for (const n of [1, 2, 1, 2]) await pay('bank', n);
    world.receiver.manners = [500, 'drop', 302, 'hang', 429, { slow: 20, status: 204 }];
    world.outbox({ timeout: 2000 }).start();
    // 10 s, 20 s, 40 s, …: each wait is as long as it says, and nothing is sent before.
    for (const [tries, wait] of [[1, 10_000], [2, 20_000], [3, 40_000], [4, 80_000], [5, 160_000]] as const) {
      await until(`try ${tries}`, async () => (await states())[0] === `waiting ${tries}`);
      await until('the wait', () => world.clock.next !== null);
      expect(world.clock.next).toBe(wait);
      world.clock.advance(wait - 1);
      expect(world.receiver.heard.length).toBe(tries);
      world.clock.advance(1);
    }
    await until('all delivered', async () => (await states()).join() === 'delivered 6,delivered 1,delivered 1,delivered 1');
    const seqs = await seqsOf('payment.received');
    expect(world.receiver.seqs()).toEqual([seqs[0], seqs[0], seqs[0], seqs[0], seqs[0], ...seqs]);
    expect(new Set(world.receiver.ids().slice(0, 6)).size).toBe(1);
    expect(world.receiver.mostAtOnce).toBe(1);
    expect((await deliveries()).map((one) => one.status)).toEqual([204, 200, 200, 200]);
  });
  it('is a dead letter after the last try, and the next events go on; replayed, it comes under its old id', async () => {
    await world.webhook('hook');
    await pay('bank', 1);
    await pay('bank', 2);
    world.receiver.manners = [500, 503, 500];
    const outbox = world.outbox({ tries: 3, firstRetry: 1000, mostRetry: 1500 });
    outbox.start();
    for (const [tries, wait] of [[1, 1000], [2, 1500]] as const) {
      await until(`try ${tries}`, async () => (await states())[0] === `waiting ${tries}`);
      await until('the wait', () => world.clock.next === wait);
      world.clock.advance(wait);
    }
    await until('dead and delivered', async () => (await states()).join() === 'dead 3,delivered 1');
    expect(await deliveries()).toMatchObject([{ status: 500, error: 'http.500' }, { error: null }]);
    expect(await world.store.find('streamEvent', { where: { type: 'webhook.deadLetter' } })).toMatchObject([{ data: { entityId: 'agency', status: 500 } }]);
    await world.store.run('replayDeliveries', { webhookId: 'hook', by: 'ann', at: world.clock.now(), what: { dead: true } });
    outbox.wake();
    await until('delivered', async () => (await states()).join() === 'delivered 1,delivered 1');
    const ids = world.receiver.ids();
    expect([ids[1], ids[2], ids[4]]).toEqual([ids[0], ids[0], ids[0]]);
    expect(ids[3]).not.toBe(ids[0]);
  });
  it('that says 410 is not asked again', async () => {
    await world.webhook('hook');
    await pay('bank', 1);
    world.receiver.manners = [410];
    world.outbox().start();
    await until('dead', async () => (await states()).join() === 'dead 1');
  });
  it('holds up nobody else', async () => {
    await world.webhook('hook');
    await world.webhook('broken', { url: 'http://127.0.0.1:1/nothing-listens' });
    for (const n of [1, 2, 1]) await pay('bank', n);
    world.outbox().start();
    await until('the good one has all', async () => (await states()).join() === 'delivered 1,delivered 1,delivered 1');
    await until('the other failed', async () => (await deliveries('broken'))[0]?.error === 'refused');
    expect((await deliveries('broken')).map((one) => one.tries)).toEqual([1, 0, 0]);
  });
  it('cannot make more rows wait than the limit: the stream is the queue', async () => {
    await world.webhook('hook');
    for (let n = 0; n < 1200; n += 1) await pay('bank', 1);
    world.receiver.manners = [500];
    const outbox = world.outbox({ mostWaiting: 100 });
    outbox.start();
    await until('the first failed', async () => (await states())[0] === 'waiting 1');
    outbox.wake();
    await until('a second look', async () => (await world.store.get('webhook', 'hook'))!.cursor > 0);
    expect(await world.store.count('delivery', {})).toBe(500);
    world.clock.advance(10_000);
    await until('all', async () => await world.store.count('delivery', { state: 'delivered' }) === 1200);
    expect(world.receiver.seqs().slice(1)).toEqual(await seqsOf('payment.received'));
  });
});

describe('a process that dies', () => {
  it('between delivery and its note sends the same event again, under the same id, and no other twice', async () => {
    await world.webhook('hook');
    for (const n of [1, 2, 1]) await pay('bank', n);
    // The database goes away when the note is to be written: what was sent is not known to be.
    const dying: Store = { ...bound(world.store), run: (move, input) => (move === 'settleDeliveries' ? Promise.reject(new Error('the process died here')) : world.store.run(move, input)) };
    const first = world.outbox({ batch: 1 }, dying);
    first.start();
    await until('sent once', () => world.receiver.heard.length >= 1);
    await first.stop();
    const before = world.receiver.ids();
    expect(new Set(before).size).toBe(1);
    expect(await states()).toEqual(['waiting 0', 'waiting 0', 'waiting 0']);
    world.outbox({ batch: 1 }).start();
    await until('all', async () => (await states()).every((one) => one === 'delivered 1'));
    const ids = world.receiver.ids();
    expect(ids.slice(before.length)[0]).toBe(before[0]);
    expect(ids.slice(before.length).length).toBe(3);
    expect(new Set(ids).size).toBe(3);
  });
  it('in the middle of a post does not count it as tried', async () => {
    await world.webhook('hook');
    await pay('bank', 1);
    world.receiver.manners = ['hang'];
    const first = world.outbox({ timeout: 60_000 });
    first.start();
    await until('it hangs', () => world.receiver.heard.length === 1);
    await first.stop();
    expect(await states()).toEqual(['waiting 0']);
    world.outbox().start();
    await until('delivered', async () => (await states()).join() === 'delivered 1');
  });
  it('before anything was sent loses nothing and doubles nothing: cursor and deliveries move together', async () => {
    await world.webhook('hook');
    for (const n of [1, 2]) await pay('bank', n);
    const [a, b] = await seqsOf('payment.received');
    const page = { webhookId: 'hook', from: 0, to: b!, events: [{ seq: a!, type: 'payment.received' }, { seq: b!, type: 'payment.received' }], at: NOON };
    expect(await world.store.run('queueDeliveries', page)).toEqual({ moved: true });
    expect(await world.store.run('queueDeliveries', page)).toEqual({ moved: false });
    expect((await deliveries()).map((one) => one.seq)).toEqual([a, b]);
    expect((await world.store.get('webhook', 'hook'))!.cursor).toBe(b);
  });
});

describe('many', () => {
  it('10 000 events arrive once each, in order, two webhooks side by side', async () => {
    const big = await makeOutside('sqlite');
    try {
      await big.put(...owed('bank', 1), ...owed('shop', 1));
      await big.webhook('of-bank', { creditorId: 'bank' });
      await big.webhook('of-shop', { creditorId: 'shop', url: `${big.receiver.url}?shop` });
      for (let from = 0; from < 10_000; from += 500) {
        await big.put(...Array.from({ length: 500 }, (_, n) => {
          const who = (from + n) % 2 === 0 ? 'bank' : 'shop';
          return { kind: 'pauseReason' as const, at: NOON, row: { code: `c${from + n}`, nameEn: 'x', nameZh: 'x', billable: false, maxMinutes: null, enabled: true }, note: { type: 'payment.received', actor: 'test', subjects: [`case-${who}-1`], data: { amount: from + n, currency: 'CNY', caseId: `case-${who}-1` } } };
        }));
      }
      big.outbox().start();
      await until('all', async () => await big.store.count('delivery', { state: 'delivered' }) === 10_000, 280_000, 100);
      for (const who of ['bank', 'shop']) {
        const mine = big.receiver.heard.filter((one) => one.json.items[0]!['caseId'] === `case-${who}-1`).map((one) => one.json.seq);
        expect(mine.length).toBe(5000);
        expect(mine).toEqual([...mine].sort((x, y) => x - y));
      }
      expect(new Set(big.receiver.ids()).size).toBe(10_000);
    } finally { await big.done(); }
  }, 300_000);
});

/** The store's methods, free of it. */
function bound(store: Store): Store {
  return { get: (kind, id) => store.get(kind, id), find: (kind, query) => store.find(kind, query), pick: (kind, fields, query) => store.pick(kind, fields, query), count: (kind, where) => store.count(kind, where), run: (move, input) => store.run(move, input), backlog: () => 0, close: () => Promise.resolve() };
}
