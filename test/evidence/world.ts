/** A database with a chain: calls of a few debtors, permitted and denied, settled, signed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { NodeEvidence } from '../../src/adapters/vault/index.js';
import { checkChain, type Checked } from '../../src/app/evidence/check.js';
import { EvidenceSealer } from '../../src/app/evidence/sealer.js';
import type { Log } from '../../src/app/ports/system.js';
import { GENESIS, linkHash, merkleRoot, NO_ROOT, rootDigest, rootText, type SignedRoot } from '../../src/core/evidence/index.js';
import type { StreamEvent } from '../../src/core/records/index.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { AT, attemptRow, testIds, testZones, world } from '../contract/records.js';
import { DEFAULT_TEST_SETTINGS } from '../contract/settings.js';
import type { Policies } from '../../src/app/ports/policies.js';
import { restore, testPolicies } from '../support/policies.js';
import { MOBILE } from '../support/destination.js';
import { freshStore } from '../support/database.js';

export const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet };
export const KEY = Buffer.alloc(32, 7);

/** A sealed payload, to be changed in place. */
export type Payload = Record<string, unknown>;
export interface Chained {
  readonly store: SqliteStore; readonly file: string; readonly home: string; readonly evidence: NodeEvidence; readonly sealer: EvidenceSealer; readonly copies: SignedRoot[];
  call(n: number, more?: { readonly at?: number; readonly legId?: string; readonly recordingPath?: string }): Promise<string>;
  check(): Promise<Checked>;
  /** What somebody with the vault's key can do: rewrite one event's data and payload, hash all after it anew, sign every root again. */
  forge(seq: number, change: (event: StreamEvent, payload: Payload) => void): Promise<void>;
  /** What somebody with the file in hand can do: no trigger keeps them. */
  tamper(...sql: string[]): void;
  done(): Promise<void>;
}
const placed = (n: number): CreateOf[] => [
  { kind: 'account', at: AT, row: { id: `account-${n}`, creditorId: 'operator', contract: `K${n}`, product: 'card', currency: 'CNY', principal: 100, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: AT, overdueSince: null, closed: null } },
  { kind: 'placement', at: AT, row: { id: `placement-${n}`, accountId: `account-${n}`, entityId: 'operator', batch: 'b', placedAmount: 100, from: '2025-01-01', to: null, state: 'placed' } },
  { kind: 'caseAccount', at: AT, row: { caseId: `case-${n}`, accountId: `account-${n}`, placementId: `placement-${n}` } },
];
const user: CreateOf = { kind: 'user', at: AT, row: { id: 'boss', login: 'boss', displayName: 'B', passwordHash: 'x', role: 'compliance', entityId: 'operator', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } };
export async function chained(policies: Policies = testPolicies): Promise<Chained> {
  const home = mkdtempSync(join(tmpdir(), 'dunwell-evidence-'));
  const file = join(home, 'dunwell.db');
  const evidence = new NodeEvidence(KEY);
  const store = freshStore({ file, ids: testIds(), zones: testZones, policies, evidence, synchronous: 'off' });
  const copies: SignedRoot[] = [];
  let now = AT;
  const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }), shifted: null };
  const copied = { append: (root: SignedRoot) => { copies.push(root); return Promise.resolve(); }, read: () => Promise.resolve(copies) };
  await store.run('createMany', { rows: [...world(5), ...[0, 1, 2, 3, 4].flatMap(placed), user] });
  let calls = 0;
  const tamper = (...sql: string[]): void => {
    const db = new Database(file);
    db.exec(['stream_events', 'evidence_roots', 'rule_texts'].flatMap((name) => [`drop trigger if exists no_update_of_${name}`, `drop trigger if exists no_delete_of_${name}`]).concat(sql).join(';'));
    db.close();
  };
  return {
    store, file, home, evidence, copies, sealer: new EvidenceSealer({ store, evidence, clock, log: quiet, copies: copied }),
    call: async (n, more = {}) => {
      const id = `call-${(calls += 1)}`;
      now = more.at ?? AT + calls * 1000;
      const opened = await store.run('openAttempt', {
        attempt: { ...attemptRow(n), accountIds: [`account-${n}`], id, leadId: null, legId: more.legId ?? id, openedAt: now, recordingPath: null, mode: 'manual' }, settings: DEFAULT_TEST_SETTINGS, ownerRole: 'debtor', destination: MOBILE, country: 'CN', testGateways: false, owner: null, callbackId: null,
      });
      if (opened.kind === 'open') {
        await store.run('note', { lines: [{ attemptId: id, at: now, event: 'placed', facts: { placedAt: now, ...(more.recordingPath === undefined ? {} : { recordingPath: more.recordingPath }) } }] });
        await store.run('settleAttempt', { attemptId: id, at: now + 500, outcome: 'human', facts: {}, settings: null, awaitDisposition: false });
      }
      return opened.kind;
    },
    check: () => checkChain({ store, evidence, copies: copied, restore, digest: (text) => policies.digest(text) }),
    tamper,
    forge: async (at, change) => {
      tamper();
      const events = await store.find('streamEvent', { order: [{ by: 'seq' }] });
      const keys = new Map((await store.find('evidenceKey', {})).map((key) => [key.id, key.wrapped]));
      const roots = await store.find('evidenceRoot', { order: [{ by: 'n' }] });
      const db = new Database(file);
      let before = GENESIS;
      const hashes: string[] = [];
      for (const row of events) {
        let event: StreamEvent = structuredClone(row);
        if (row.seq === at) {
          const key = event.debtorId === null ? null : keys.get(event.debtorId) ?? null;
          const payload = key === null || event.sealed === null ? {} : JSON.parse(evidence.open(key, event.debtorId!, event.id, event.sealed)) as Payload;
          change(event, payload);
          if (key !== null) event = { ...event, sealed: evidence.seal(key, event.debtorId!, event.id, JSON.stringify(payload)) };
        }
        before = linkHash(before, event, (text) => evidence.hash(text));
        hashes.push(before);
        db.prepare('update stream_events set type = ?, data = ?, sealed = ?, hash = ? where seq = ?').run(event.type, JSON.stringify(event.data), event.sealed, before, event.seq);
      }
      let last = NO_ROOT;
      copies.length = 0;
      for (const { n, fromSeq, toSeq, at: signedAt, keyId } of roots) {
        const segment = hashes.slice(fromSeq - 1, toSeq);
        const root = { n, fromSeq, toSeq, at: signedAt, keyId, root: merkleRoot(segment, (text) => evidence.hash(text)), head: segment.at(-1)!, before: last };
        last = rootDigest(root, (text) => evidence.hash(text));
        db.prepare('update evidence_roots set id = ?, root = ?, head = ?, before = ?, signature = ? where n = ?').run(last, root.root, root.head, root.before, evidence.sign(rootText(root)), n);
      }
      db.close();
    },
    done: async () => { await store.close(); rmSync(home, { recursive: true }); },
  };
}
