/** What every store must do. Run by memory.test.ts and sqlite.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/ports/store.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { BrokenReference, Conflict, type Query } from '../../src/app/store/tx.js';
import type { PauseReason } from '../../src/core/records/index.js';
import { AT, attemptRow, debtor, leadRow, pauseReason, world } from './records.js';

export interface OpenStore { readonly store: Store; readonly done: () => Promise<void> }

async function createIn(store: Store, of: CreateOf): Promise<string> {
  const made = await store.run('create', of);
  if (!made.ok) throw new Error(made.error.text);
  return made.value.id;
}

export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: records`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeAll(async () => { opened = await open(); store = opened.store; await store.run('createMany', { rows: world(20) }); });
    afterAll(async () => { await opened.done(); });

    it('keeps a record as it was given, every type of column', async () => {
      const id = await createIn(store, { kind: 'attempt', at: AT + 7, row: { ...attemptRow(1), id: 'attempt-1' } });
      expect(id).toBe('attempt-1');
      expect(await store.get('attempt', id)).toEqual({ ...attemptRow(1), id, version: 1, createdAt: AT + 7, updatedAt: AT + 7 });
      expect((await store.get('lead', 'lead-3'))?.shuffle).toBe(leadRow(3).shuffle);
      expect((await store.get('campaign', 'campaign'))?.settings.recycle).toEqual({ busy: { delay: 600_000, max: 3, nextNumber: false } });
    });
    it('keeps the texts people write', async () => {
      const text = "欠款 'quote' \"double\" ; DROP TABLE users; -- }${x} \u{1F4DE} \u0000 end\n";
      const id = await createIn(store, pauseReason('texts', { nameEn: text, nameZh: '' }));
      const row = await store.get('pauseReason', id);
      expect(row?.nameEn).toBe(text);
      expect(row?.nameZh).toBe('');
    });
    it('keeps null, objects and lists in structured columns', async () => {
      for (const [key, value] of [['null', null], ['list', [1, 'a', null]], ['deep', { a: { b: [true] } }], ['text', 'x'], ['number', 1.5], ['no', false]] as const) {
        const id = await createIn(store, { kind: 'setting', at: AT, row: { key, value } });
        expect((await store.get('setting', id))?.value).toEqual(value);
      }
    });
    it('knows nothing of an id nobody made', async () => {
      expect(await store.get('lead', 'nobody')).toBeUndefined();
      expect(await store.find('lead', { where: { id: 'nobody' } })).toEqual([]);
    });
    it('makes ids itself when none is given', async () => {
      expect(await createIn(store, pauseReason('own-id'))).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('refuses a taken unique key and names it', async () => {
      await createIn(store, pauseReason('tea'));
      expect(await store.run('create', pauseReason('tea'))).toMatchObject({ ok: false, error: { code: 'record.conflict', at: 'code' } });
      expect(await store.count('pauseReason', { code: 'tea' })).toBe(1);
    });
    it('refuses a taken id', async () => {
      const reason = pauseReason('twice');
      if (reason.kind !== 'pauseReason') throw new Error('unreachable');
      await createIn(store, { ...reason, row: { ...reason.row, id: 'same-id' } });
      expect(await store.run('create', { ...reason, row: { ...reason.row, code: 'twice-2', id: 'same-id' } })).toMatchObject({ ok: false, error: { at: 'id' } });
    });
    it('names every column of a compound key', async () => {
      const trunk: CreateOf = { kind: 'trunk', at: AT, row: { gateway: 'g', node: 'n', enabled: true, maxCalls: 1, callsPerSecond: 0.5, priority: 1, plan: [], callerIds: [] } };
      await createIn(store, trunk);
      expect(await store.run('create', trunk)).toMatchObject({ ok: false, error: { at: 'node,gateway' } });
    });
    it('lets many rows have null in a unique column', async () => {
      expect(await store.count('party', { identityIndex: null })).toBe(20);
    });
    it('refuses a unique key taken by a change, and keeps the old row', async () => {
      const a = await createIn(store, pauseReason('change-a'));
      await createIn(store, pauseReason('change-b'));
      const changed = await store.run('change', { kind: 'pauseReason', id: a, expectedVersion: 1, patch: { code: 'change-b' }, at: AT + 1 });
      expect(changed).toMatchObject({ ok: false, error: { code: 'record.conflict', at: 'code' } });
      expect(await store.get('pauseReason', a)).toMatchObject({ code: 'change-a', version: 1 });
      // The refused change left the key where it was.
      expect(await store.run('create', pauseReason('change-a'))).toMatchObject({ ok: false });
    });
    it('gives a key free when its row takes another', async () => {
      const id = await createIn(store, pauseReason('old-key'));
      await store.run('change', { kind: 'pauseReason', id, expectedVersion: 1, patch: { code: 'new-key' }, at: AT });
      await createIn(store, pauseReason('old-key'));
      expect(await store.find('pauseReason', { where: { code: 'new-key' } })).toHaveLength(1);
      expect(await store.find('pauseReason', { where: { code: 'old-key' } })).toHaveLength(1);
    });

    it('refuses a reference to nothing, and names the column', async () => {
      const orphan = store.run('create', { kind: 'team', at: AT, row: { entityId: 'operator', departmentId: 'nowhere', name: 'x' } });
      await expect(orphan).rejects.toThrow(BrokenReference);
      await expect(orphan).rejects.toMatchObject({ kind: 'team', column: 'departmentId' });
      expect(await store.count('team', {})).toBe(0);
    });
    it('refuses a change to a reference to nothing', async () => {
      const before = await store.get('lead', 'lead-2');
      const change = store.run('change', { kind: 'lead', id: 'lead-2', expectedVersion: 1, patch: { boundUserId: 'nobody', state: 'callback' }, at: AT });
      await expect(change).rejects.toThrow(BrokenReference);
      expect(await store.get('lead', 'lead-2')).toEqual(before);
    });
    it('lets a row point at itself', async () => {
      await createIn(store, { kind: 'entity', at: AT, row: { id: 'own-parent', kind: 'agency', name: 'x', parentId: 'own-parent', creditorGroup: null } });
    });

    it('raises the version and the time at each change', async () => {
      const id = await createIn(store, pauseReason('versions'));
      expect(await store.run('change', { kind: 'pauseReason', id, expectedVersion: 1, patch: { maxMinutes: 5, billable: true }, at: AT + 10 })).toEqual({ ok: true, value: { version: 2 } });
      expect(await store.get('pauseReason', id)).toMatchObject({ version: 2, updatedAt: AT + 10, createdAt: AT, maxMinutes: 5, billable: true, code: 'versions' });
    });
    it('refuses a change of what another changed', async () => {
      const id = await createIn(store, pauseReason('stale'));
      await store.run('change', { kind: 'pauseReason', id, expectedVersion: 1, patch: { maxMinutes: 1 }, at: AT });
      expect(await store.run('change', { kind: 'pauseReason', id, expectedVersion: 1, patch: { maxMinutes: 2 }, at: AT })).toMatchObject({ ok: false, error: { code: 'record.stale' } });
      expect((await store.get('pauseReason', id))?.maxMinutes).toBe(1);
    });
    it('lets exactly one of many at once change a record', async () => {
      const id = await createIn(store, pauseReason('race'));
      const tries = await Promise.all(Array.from({ length: 50 }, (_, n) =>
        store.run('change', { kind: 'pauseReason', id, expectedVersion: 1, patch: { maxMinutes: n }, at: AT })));
      expect(tries.filter((one) => one.ok)).toHaveLength(1);
      expect((await store.get('pauseReason', id))?.version).toBe(2);
    });
    it('lets exactly one of many at once take a key', async () => {
      const tries = await Promise.all(Array.from({ length: 50 }, () => store.run('create', pauseReason('one-winner'))));
      expect(tries.filter((one) => one.ok)).toHaveLength(1);
    });

    it('refuses a row that is not of its kind, having changed nothing', async () => {
      const before = await store.count('pauseReason', {});
      for (const row of [{ code: 1 }, { maxMinutes: 1.5 }, { maxMinutes: undefined }, { nameEn: null }, { enabled: 1 }, { extra: 1 }]) {
        await expect(store.run('create', pauseReason('wrong', row as unknown as Partial<PauseReason>))).rejects.toThrow(/pauseReason/);
      }
      expect(await store.count('pauseReason', {})).toBe(before);
    });
    it('never changes what is append-only', async () => {
      await createIn(store, { kind: 'balanceEvent', at: AT, row: { ...(await accountFor(store)), at: AT, cause: 'import', reference: null, principal: 1, interest: 0, penalty: 0, fees: 0 } });
      const [event] = await store.find('balanceEvent', {});
      await expect(store.run('change', { kind: 'balanceEvent', id: event!.id, expectedVersion: 1, patch: { principal: 2 }, at: AT })).rejects.toThrow('append-only');
    });
    it('gives copies: what a reader does to a row stays with it', async () => {
      const row = await store.get('campaign', 'campaign');
      try {
        (row as { name: string }).name = 'changed';
        (row as unknown as { settings: { skills: string[] } }).settings.skills.push('x');
      } catch { /* frozen: as good */ }
      expect(await store.get('campaign', 'campaign')).toMatchObject({ name: 'Campaign', settings: { skills: [] } });
    });
    it('takes copies: what a writer does to its row afterwards stays with it', async () => {
      const tags = ['vip'];
      const row = debtor(2).find((one) => one.kind === 'case');
      if (row?.kind !== 'case') throw new Error('unreachable');
      const running = store.run('create', { ...row, row: { ...row.row, id: 'copied', tags } });
      tags.push('late');
      await running;
      expect((await store.get('case', 'copied'))?.tags).toEqual(['vip']);
    });
  });

  describe(`${name}: moves`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeAll(async () => { opened = await open(); store = opened.store; });
    afterAll(async () => { await opened.done(); });

    it('does all of a move or nothing', async () => {
      const rows = [pauseReason('all-1'), pauseReason('all-2'), pauseReason('all-1')];
      await expect(store.run('createMany', { rows })).rejects.toThrow(Conflict);
      await expect(store.run('createMany', { rows })).rejects.toMatchObject({ kind: 'pauseReason', key: 'code' });
      expect(await store.count('pauseReason', {})).toBe(0);
      // Its keys are free again, and the moves beside it stand.
      const [bad, good] = await Promise.allSettled([store.run('createMany', { rows }), store.run('createMany', { rows: rows.slice(0, 2) })]);
      expect(bad.status).toBe('rejected');
      expect(good.status).toBe('fulfilled');
      expect(await store.count('pauseReason', {})).toBe(2);
    });
    it('numbers the event stream without gaps, also past a move that failed', async () => {
      const noted = (code: string): CreateOf => ({ ...pauseReason(code), note: { type: 'pauseReason.created', actor: 'test', data: { code } } });
      await Promise.allSettled([
        store.run('create', noted('seq-1')), store.run('createMany', { rows: [noted('seq-2'), noted('seq-1')] }), store.run('create', noted('seq-3')),
        store.run('createMany', { rows: [noted('seq-4'), noted('seq-5')] }), store.run('create', noted('seq-1')), store.run('create', noted('seq-6')),
      ]);
      const events = await store.find('streamEvent', { order: [{ by: 'seq' }] });
      expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
      expect(events.map((event) => (event.data as { code: string }).code)).toEqual(['seq-1', 'seq-3', 'seq-4', 'seq-5', 'seq-6']);
      expect((await store.find('streamEvent', { where: { seq: { gt: 3 } }, order: [{ by: 'seq' }] })).map((event) => event.seq)).toEqual([4, 5]);
      expect(events[0]!.subjects).toHaveLength(1);
    });
    it('refuses a number out of turn', async () => {
      const row = { seq: 99, attemptId: null, at: AT, event: 'x', data: null };
      await expect(store.run('create', { kind: 'journal', at: AT, row })).rejects.toThrow('seq');
      await store.run('create', { kind: 'journal', at: AT, row: { ...row, seq: 1 } });
      expect(await store.count('journal', {})).toBe(1);
    });
    it('runs moves in the order of the calls', async () => {
      const order: number[] = [];
      await Promise.all(Array.from({ length: 100 }, async (_, n) => { await store.run('create', pauseReason(`order-${n}`, { maxMinutes: n })); order.push(n); }));
      expect(order).toEqual(Array.from({ length: 100 }, (_, n) => n));
      const rows = await store.find('pauseReason', { where: { code: { gte: 'order-', lt: 'order.' } }, order: [{ by: 'id' }] });
      expect(rows.map((row) => row.maxMinutes)).toEqual(order);
    });
    it('shows every acknowledged move to the next read', async () => {
      for (let n = 0; n < 50; n += 1) {
        const id = await createIn(store, pauseReason(`read-${n}`));
        const [row, found, count] = await Promise.all([store.get('pauseReason', id), store.find('pauseReason', { where: { code: `read-${n}` } }), store.count('pauseReason', { id })]);
        expect([row?.id, found[0]?.id, count]).toEqual([id, id, 1]);
      }
    });
    it('has no backlog when nothing is asked', () => { expect(store.backlog()).toBe(0); });
  });

  describe(`${name}: queries`, () => {
    let opened: OpenStore;
    let store: Store;
    const codes = async (query: Query<PauseReason>): Promise<string[]> => (await store.find('pauseReason', query)).map((row) => row.code);
    const byCode = [{ by: 'code' }] as const;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      const minutes = [null, 5, 10, 15, null, 5];
      await store.run('createMany', { rows: ['a', 'b', 'c', 'd', 'e', 'f'].map((code, n) => pauseReason(code, { maxMinutes: minutes[n] ?? null, billable: n % 2 === 0, nameEn: 'same' })) });
    });
    afterAll(async () => { await opened.done(); });

    it.each<[string, Query<PauseReason>['where'], string]>([
      ['nothing asked', {}, 'abcdef'],
      ['equal text', { code: 'c' }, 'c'],
      ['equal number', { maxMinutes: 5 }, 'bf'],
      ['equal truth', { billable: true }, 'ace'],
      ['equal false', { billable: false }, 'bdf'],
      ['null', { maxMinutes: null }, 'ae'],
      ['not null', { maxMinutes: { not: null } }, 'bcdf'],
      ['not a value (null differs)', { maxMinutes: { not: 5 } }, 'acde'],
      ['not a truth', { billable: { not: true } }, 'bdf'],
      ['in', { code: { in: ['a', 'f', 'z'] } }, 'af'],
      ['in nothing', { code: { in: [] } }, ''],
      ['in with null', { maxMinutes: { in: [null, 15] } }, 'ade'],
      ['in truths', { billable: { in: [true] } }, 'ace'],
      ['at least', { maxMinutes: { gte: 10 } }, 'cd'],
      ['more than', { maxMinutes: { gt: 10 } }, 'd'],
      ['at most', { maxMinutes: { lte: 10 } }, 'bcf'],
      ['less than', { maxMinutes: { lt: 10 } }, 'bf'],
      ['between', { maxMinutes: { gte: 5, lt: 15 } }, 'bcf'],
      ['texts between', { code: { gt: 'b', lte: 'd' } }, 'cd'],
      ['more than null', { maxMinutes: { gt: null } }, ''],
      ['several at once', { billable: true, maxMinutes: null, nameEn: 'same' }, 'ae'],
      ['by id of nobody', { id: { in: ['x', 'y'] } }, ''],
    ])('finds by %s', async (_, where, expected) => {
      expect((await codes({ where: where ?? {}, order: byCode })).join('')).toBe(expected);
      expect(await store.count('pauseReason', where ?? {})).toBe(expected.length);
    });
    it('orders by several columns, nulls first, ties by id', async () => {
      expect((await codes({ order: [{ by: 'maxMinutes' }, { by: 'code', down: true }] })).join('')).toBe('eafbcd');
      expect((await codes({ order: [{ by: 'maxMinutes', down: true }, { by: 'code' }] })).join('')).toBe('dcbfae');
      expect((await codes({ order: [{ by: 'nameEn' }] })).join('')).toBe('abcdef');
      expect((await codes({ order: [{ by: 'nameEn', down: true }] })).join('')).toBe('fedcba');
      expect((await codes({ order: [{ by: 'billable' }, { by: 'code' }] })).join('')).toBe('bdface');
    });
    it('pages', async () => {
      expect((await codes({ order: byCode, limit: 2 })).join('')).toBe('ab');
      expect((await codes({ order: byCode, limit: 2, offset: 4 })).join('')).toBe('ef');
      expect((await codes({ order: byCode, limit: 10, offset: 5 })).join('')).toBe('f');
      expect(await codes({ order: byCode, offset: 6 })).toEqual([]);
    });
    it('sorts texts by code point', async () => {
      const texts = ['~', '中', '\u{FF21}', '\u{1F4DE}', 'é', 'Z', 'a'];
      await store.run('createMany', { rows: texts.map((text) => pauseReason(`text ${text}`, { nameEn: 'sorted' })) });
      const sorted = await codes({ where: { nameEn: 'sorted' }, order: byCode });
      expect(sorted.map((code) => code.slice(5))).toEqual(['Z', 'a', '~', 'é', '中', '\u{FF21}', '\u{1F4DE}']);
    });
    it('refuses a query that can only be a mistake', async () => {
      const wrong = (query: unknown): Promise<unknown> => store.find('pauseReason', query as Query<PauseReason>);
      await expect(wrong({ where: { code: undefined } })).rejects.toThrow('code');
      await expect(wrong({ where: { nothing: 1 } })).rejects.toThrow('nothing');
      await expect(wrong({ where: { code: {} } })).rejects.toThrow('code');
      await expect(wrong({ order: [{ by: 'nothing' }] })).rejects.toThrow('nothing');
      for (const limit of [0, 100_001, 1.5]) await expect(wrong({ limit })).rejects.toThrow('limit');
      await expect(wrong({ offset: -1 })).rejects.toThrow('offset');
      await expect(store.find('setting', { where: { value: 1 } } as never)).rejects.toThrow('value');
    });
  });

  it(`${name}: a searched column is asked for terms, all of them, and follows every change`, async () => {
    const { store, done } = await open();
    const text = { kind: 'law', language: 'zh', creditorId: null, stage: null, tags: [], body: 'x', source: null, enabled: true } as const;
    const article = (id: string, terms: string): CreateOf => ({ kind: 'article', at: 1, row: { id, entityId: 'e', key: null, by: 'u', title: id, terms, ...text } });
    await store.run('createMany', { rows: [
      { kind: 'entity', at: 1, row: { id: 'e', kind: 'operator', name: 'E', parentId: null, creditorGroup: null } },
      { kind: 'user', at: 1, row: { id: 'u', login: 'u', displayName: 'U', passwordHash: 'x', role: 'administrator', entityId: 'e', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } },
      article('a1', '逾 期 利 息 逾期 期利 利息 apr'), article('a2', '利 息 利息 april and'), article('a3', 'no'),
    ] });
    const found = async (...terms: string[]): Promise<string[]> => (await store.find('article', { where: { entityId: 'e', terms: { match: terms } }, order: [{ by: 'id' }] })).map((row) => row.id);
    expect(await Promise.all([found('利息'), found('逾期', '利息'), found('息'), found('利'), found('apr'), found('apr*'), found('逾'), found('and'), found('期息')])).toEqual([['a1', 'a2'], ['a1'], ['a1', 'a2'], ['a1', 'a2'], ['a1'], ['a1', 'a2'], ['a1'], ['a2'], []]);
    await store.run('change', { kind: 'article', id: 'a3', expectedVersion: 1, patch: { terms: '逾期' }, at: 2 });
    await store.run('change', { kind: 'article', id: 'a1', expectedVersion: 1, patch: { title: 'only the title' }, at: 2 });
    expect([await found('逾期'), await store.count('article', { terms: { match: ['逾期'] } }), await found('no')]).toEqual([['a1', 'a3'], 2, []]);
    for (const match of [[], ['a b'], ['"x"'], ['a OR b'], ['*'], ['APR']]) await expect(store.find('article', { where: { terms: { match } } })).rejects.toThrow('terms');
    await expect(store.find('article', { where: { title: { match: ['x'] } } })).rejects.toThrow('title');
    await done();
  });

  describe(`${name}: many rows`, () => {
    let opened: OpenStore;
    beforeAll(async () => {
      opened = await open();
      const rows = world(10_000);
      for (let at = 0; at < rows.length; at += 1000) await opened.store.run('createMany', { rows: rows.slice(at, at + 1000) });
    });
    afterAll(async () => { await opened.done(); });

    it('gives a thousand rows unless asked for more', async () => {
      expect(await opened.store.find('lead', {})).toHaveLength(1000);
      expect(await opened.store.find('lead', { limit: 100_000 })).toHaveLength(10_000);
      expect(await opened.store.count('lead', { campaignId: 'campaign' })).toBe(10_000);
    });
    it('fills a hopper in order', async () => {
      const found = await opened.store.find('lead', {
        where: { campaignId: 'campaign', state: { in: ['fresh', 'resting'] }, nextAt: { lte: AT } }, order: [{ by: 'priority', down: true }, { by: 'amount' }], limit: 500,
      });
      expect(found).toHaveLength(500);
      expect(found.every((lead) => lead.priority === 9)).toBe(true);
      expect(found.map((lead) => lead.amount)).toEqual(Array.from({ length: 500 }, (_, n) => n * 10 + 9));
    });
    it('finds by many ids', async () => {
      const ids = Array.from({ length: 3000 }, (_, n) => `lead-${n * 2}`);
      expect(await opened.store.find('lead', { where: { id: { in: ids } }, limit: 5000 })).toHaveLength(3000);
    });
  });

  it(`${name}: after closing refuses everything, and says why`, async () => {
    const { store, done } = await open();
    const last = store.run('create', pauseReason('last'));
    await store.close();
    expect(await last).toMatchObject({ ok: true });
    await expect(store.run('create', pauseReason('late'))).rejects.toThrow('closed');
    await expect(store.get('lead', 'x')).rejects.toThrow('closed');
    await done();
  });
}

async function accountFor(store: Store): Promise<{ accountId: string }> {
  return { accountId: await createIn(store, {
    kind: 'account', at: AT,
    row: { creditorId: 'operator', contract: 'c1', product: null, currency: 'CNY', principal: 0, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: AT, overdueSince: null, closed: null },
  }) };
}
