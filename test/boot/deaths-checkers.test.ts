/** The checkers of the deaths bite: each kind of harm, made by hand, is found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../src/adapters/sqlite/migrations/index.js';
import { judge, type DeskHeard, type SwitchHeard } from '../support/deaths/checkers.js';

const T = 1_800_000_000_000;
let home: string;
let file: string;
let db: Database.Database;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dunwell-checkers-'));
  file = join(home, 'dunwell.db');
  db = new Database(file);
  migrate(db, migrations, 0);
  db.pragma('foreign_keys = off');
});
afterEach(() => { db.close(); rmSync(home, { recursive: true }); });

interface Row { readonly at?: number; readonly phone?: string; readonly outcome?: string | null; readonly bridged?: number | null; readonly code?: string | null }
function attempt(id: string, row: Row = {}): void {
  const values: Record<string, unknown> = {
    id, version: 1, created_at: T, updated_at: T, entity_id: 'e', account_ids: '[]', direction: 'outbound', mode: 'predictive', kind: 'interactive', phone_index: row.phone ?? `p-${id}`, phone_sealed: 's', phone_masked: 'm',
    node: 'fs1', leg_id: `leg-${id}`, opened_at: row.at ?? T, message_played: 0, outcome: row.outcome === undefined ? 'human' : row.outcome, bridged_at: row.bridged === undefined ? T + 1_500 : row.bridged, disposition_code: row.code ?? null,
  };
  db.prepare(`insert into attempts (${Object.keys(values).join(', ')}) values (${Object.keys(values).map(() => '?').join(', ')})`).run(...Object.values(values));
  settled(id);
}
let lines = 0;
function settled(id: string): void { lines += 1; db.prepare("insert into journal_entries values (?, 1, 0, 0, ?, ?, ?, 'settled', null)").run(`line-${lines}`, lines, id, T); }
const event = (name: string, id: string, at: number, more: Partial<SwitchHeard> = {}): SwitchHeard => ({ name, leg: `leg-${id}`, kind: 'customer', dest: `number-${id}`, other: '', at: T + at, attempt: id, ...more });
/** A call as it should be. */
const call = (id: string): SwitchHeard[] => [event('CHANNEL_CREATE', id, 10), event('CHANNEL_ANSWER', id, 1_000), event('CHANNEL_BRIDGE', id, 1_500, { other: 'agent-1' }), event('CHANNEL_HANGUP', id, 9_000)];
const told = (id: string): DeskHeard => ({ at: T + 1_500, user: '1000', what: 'connected', attemptId: id });
const found = (heard: readonly SwitchHeard[], desks: readonly DeskHeard[] = [], deaths: readonly number[] = []): readonly string[] => judge({ db: file, heard, desks, deaths }).findings;

describe('the checkers of deaths', () => {
  it('find nothing in a day as it should be', () => {
    attempt('a', { code: 'refuses' });
    expect(found(call('a'), [told('a'), { at: T, user: '1000', what: 'disposed', attemptId: 'a', code: 'refuses', promiseId: null }])).toEqual([]);
  });
  it.each<[string, () => readonly string[], RegExp]>([
    ['a number called twice', () => { attempt('a'); attempt('b'); return found([...call('a'), event('CHANNEL_CREATE', 'b', 20_000, { dest: 'number-a' })]); }, /called 2 times/],
    ['an attempt placed twice', () => { attempt('a'); return found([...call('a'), event('CHANNEL_CREATE', 'a', 20_000, { leg: 'another', dest: 'x' })]); }, /placed 2 times/],
    ['an INVITE without its row', () => found(call('a')), /no attempt speaks of/],
    ['a row written after its INVITE', () => { attempt('a', { at: T + 900 }); return found(call('a')); }, /after its INVITE/],
    ['an attempt left open', () => { attempt('a', { outcome: null }); return found(call('a')); }, /still open/],
    ['an end written twice', () => { attempt('a'); settled('a'); return found(call('a')); }, /ended 2 times/],
    ['a cap broken', () => { attempt('a', { phone: 'p' }); attempt('b', { phone: 'p', at: T + 60_000 }); return found(call('a')); }, /cap was broken/],
    ['a disposition lost', () => { attempt('a'); return found(call('a'), [{ at: T, user: '1000', what: 'disposed', attemptId: 'a', code: 'refuses', promiseId: null }]); }, /acknowledged and is lost/],
    ['a promise lost', () => { attempt('a', { code: 'promise' }); return found(call('a'), [{ at: T, user: '1000', what: 'disposed', attemptId: 'a', code: 'promise', promiseId: 'gone' }]); }, /promise gone/],
    ['a talk the journal does not know', () => { attempt('a', { bridged: null }); return found(call('a'), [told('a')]); }, /does not know/],
    ['a collector with two customers', () => { attempt('a'); attempt('b'); return found([...call('a').slice(0, 3), event('CHANNEL_CREATE', 'b', 10), event('CHANNEL_BRIDGE', 'b', 3_000, { other: 'agent-1' })]); }, /while it talked/],
    ['a dead line', () => { attempt('a'); return found([event('CHANNEL_CREATE', 'a', 10), event('CHANNEL_ANSWER', 'a', 1_000), event('CHANNEL_HANGUP', 'a', 14_000)]); }, /in silence/],
    ['a talk that broke off and a long wait', () => { attempt('a'); return found([...call('a').slice(0, 3), event('CHANNEL_PARK', 'a', 5_000), event('CHANNEL_HANGUP', 'a', 40_000)]); }, /another collector/],
  ])('find %s', (_, harm, text) => { expect(harm().join('; ')).toMatch(text); });
  it('forgive a bridge told in the moment of a death, and no other', () => {
    attempt('a', { bridged: null });
    expect(found(call('a'), [told('a')], [T + 1_600])).toEqual([]);
    expect(found(call('a'), [told('a')], [T + 60_000])).toHaveLength(1);
  });
});
