/** `pick` gives the same fields as `find`, in both stores. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Tables } from '../../src/adapters/memory/table.js';
import { MemoryTx } from '../../src/adapters/memory/tx.js';
import { migrate } from '../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../src/adapters/sqlite/migrations/index.js';
import { SqliteTx } from '../../src/adapters/sqlite/tx.js';
import type { Tx } from '../../src/app/store/tx.js';

function sqlite(): Tx {
  const db = new Database(':memory:');
  migrate(db, migrations, 0);
  return new SqliteTx(db);
}

describe.each([['memory', () => new MemoryTx(new Tables())], ['SQLite', sqlite]] as const)('pick in %s', (_, open) => {
  const filled = (): Tx => {
    const tx = open();
    for (let n = 0; n < 20; n += 1) {
      tx.insert('touch', {
        id: `t${n}`, version: 1, createdAt: 0, updatedAt: 0, at: 1000 + n, result: n % 2 === 0 ? 'busy' : 'noanswer', direction: 'out', channel: 'voice', mode: n % 3 === 0 ? null : 'human', partyId: null, phoneIndex: `p${n % 2}`,
        accountIds: ['a', `b"${n}`], creditorGroup: null, collector: null, userId: null, campaignId: null, attemptId: null, marks: n === 4 ? ['emergency'] : [], source: 'own', externalId: null,
      });
    }
    return tx;
  };
  it('has what find has', () => {
    const tx = filled();
    const query = { where: { phoneIndex: 'p0', at: { gte: 1004 } }, order: [{ by: 'at', down: true }], limit: 5 } as const;
    const rows = tx.find('touch', query).map(({ at, mode, accountIds, marks, result }) => ({ at, mode, accountIds, marks, result }));
    expect(rows).toHaveLength(5);
    expect(tx.pick('touch', ['at', 'mode', 'accountIds', 'marks', 'result'], query)).toEqual(rows);
  });
  it('reads truth values, and needs no order', () => {
    const tx = filled();
    tx.insert('pauseReason', { id: 'r', version: 1, createdAt: 0, updatedAt: 0, code: 'lunch', nameEn: 'Lunch', nameZh: '午休', billable: false, maxMinutes: null, enabled: true });
    expect(tx.pick('pauseReason', ['enabled', 'billable', 'maxMinutes'], {})).toEqual([{ enabled: true, billable: false, maxMinutes: null }]);
  });
});
