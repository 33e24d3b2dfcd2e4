/** What another system did about our cases: contacts, promises, the last calls. */
import { CLOSED_CASES, type Account, type Attempt, type Case, type Contact, type User } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { casesOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { hear } from './hear.js';
import { accountOf, Tally, UNKNOWN_CONTRACT } from './import-accounts.js';
import { runBatch } from './import-batch.js';
import type { HistoryRow, ImportedBatch, RowBatch } from './import-rows.js';
import { judgeCase } from './judging.js';
import { append } from './stream.js';
import { noteTouch, settleTouch } from './touches.js';

/** Calls are taken over as attempts, counted by every cap, when they are younger than this; older ones as contacts only. */
const CALLS_KEPT = 30 * 86_400_000;

/**
 * Takes rows over, each under an id made from what it says: the same row again is unchanged. Rows are bad with `contract.unknown`,
 * `case.unknown` (no case of this contract), `history.time` (in the future), `import.user` (a promise by nobody we know, in an
 * import of nobody). Calls older than 30 days are kept as contacts (`history.oldCall`, a warning). Nothing goes out to creditors
 * of it but one event a batch: it is not news.
 */
export function importHistory(context: MoveContext, input: RowBatch<HistoryRow>): ImportedBatch {
  return runBatch(context, input, (inside, note) => {
    const tally = new Tally();
    const touched = new Set<Id>();
    const users = new Map<string, User | undefined>();
    for (const row of input.rows) {
      note(row.row, row.contract);
      const account = accountOf(inside, input, row.contract);
      const found = account && caseOf(inside, input, account);
      const done = !account ? { ok: false as const, error: UNKNOWN_CONTRACT } : !found ? fail('case.unknown', 'the contract has no case here') : row.at > input.at ? fail('history.time', 'it lies in the future') : take(inside, input, tally, row, account, found, userOf(inside, users, row.login, found));
      if (!done.ok) { tally.bad(row.row, done.error); continue; }
      tally.became(done.value ? 'created' : 'unchanged');
      if (done.value && found) touched.add(found.id);
    }
    for (const caseId of touched) refreshCaseFacts(inside, caseId, input.at);
    if (touched.size > 0) append(inside, { type: 'case.historyTaken', actor: input.actor, data: { entityId: input.entityId, creditorId: input.creditorId, importId: input.importId } }, [...touched], input.at);
    return tally.done();
  });
}

/** The case that is worked now, else the newest. */
function caseOf(context: MoveContext, input: RowBatch<HistoryRow>, account: Account): Case | undefined {
  const cases = casesOf(context, account.id).filter((one) => input.entityId === null || one.entityId === input.entityId);
  return cases.find((one) => !CLOSED_CASES.has(one.state)) ?? cases[0];
}
/** Who did it, where the login is one of the case's entity. */
function userOf({ tx }: MoveContext, known: Map<string, User | undefined>, login: string | null, found: Case): User | null {
  if (login === null) return null;
  if (!known.has(login)) known.set(login, tx.first('user', { where: { login } }));
  const user = known.get(login);
  return user?.entityId === found.entityId ? user : null;
}

/** true: it was new. */
function take(context: MoveContext, input: RowBatch<HistoryRow>, tally: Tally, row: HistoryRow, account: Account, found: Case, user: User | null): Result<boolean> {
  switch (row.type) {
    case 'contact': return ok(contact(context, input.at, row, account, found, user, null));
    case 'promise': return promise(context, input, row, account, found, user);
    case 'call': {
      const young = row.at > input.at - CALLS_KEPT;
      if (young) return ok(call(context, input.at, row, account, found, user));
      const isNew = contact(context, input.at, row, account, found, user, null);
      if (isNew) tally.say(row.row, 'warning', { code: 'history.oldCall', text: 'older than 30 days: kept as a contact, not as a call' });
      return ok(isNew);
    }
  }
}

function contact(context: MoveContext, at: Instant, row: HistoryRow, account: Account, found: Case, user: User | null, attemptId: Id | null): boolean {
  const { tx } = context;
  if (tx.get('contact', row.id)) return false;
  const written: Contact = {
    id: row.id, version: 1, createdAt: at, updatedAt: at, caseId: found.id, partyId: found.partyId, attemptId, channel: row.channel, at: row.at, userId: user?.id ?? null,
    reached: row.reached, result: row.result ?? row.outcome, note: row.note, entityId: found.entityId,
  };
  tx.insert('contact', written);
  // A call's touch comes with its attempt.
  if (attemptId === null) noteTouch(context, written, { accountIds: [account.id], ...(row.phone === null ? {} : { phoneIndex: row.phone.index }), source: 'import' }, at);
  const now = tx.get('case', found.id);
  const last = now?.lastContactAt ?? null;
  if (row.channel !== 'note' && (last === null || last < row.at)) tx.update('case', found.id, { lastContactAt: row.at, lastResult: row.result ?? row.outcome ?? now?.lastResult ?? null }, at);
  return true;
}

/** An attempt as it would stand here: the gate counts it by its number and its debtor. It belongs to no lead and no campaign. */
function call(context: MoveContext, at: Instant, row: HistoryRow, account: Account, found: Case, user: User | null): boolean {
  const { tx } = context;
  if (row.phone === null || row.outcome === null || tx.get('attempt', row.id)) return false;
  const point = tx.find('contactPoint', { where: { valueIndex: row.phone.index } }).find((one) => one.partyId === found.partyId) ?? null;
  const answered = row.outcome === 'human' || row.outcome === 'machine' || row.outcome === 'abandoned';
  const attempt: Attempt = {
    id: row.id, version: 1, createdAt: at, updatedAt: at, leadId: null, caseId: found.id, partyId: found.partyId, campaignId: null, listId: null, entityId: found.entityId, teamId: found.teamId, accountIds: [account.id],
    direction: row.channel === 'inbound' ? 'inbound' : 'outbound', mode: row.channel === 'robot' ? 'robot' : row.channel === 'inbound' ? 'inbound' : 'manual', kind: 'interactive', contactPointId: point?.id ?? null, phoneIndex: row.phone.index, phoneSealed: row.phone.sealed, phoneMasked: row.phone.masked,
    node: 'history', legId: row.id, trunk: null, callerId: null, permitId: null, stage: null, daysPastDue: null, risk: null, scriptId: null, scriptVersion: null, userId: user?.id ?? null,
    openedAt: row.at, placedAt: row.at, rangAt: null, answeredAt: answered ? row.at : null, bridgedAt: null, endedAt: row.at, outcome: row.outcome, hangupCause: null, sipStatus: null, q850: null, blame: null, waitMs: null, abandonedBy: null,
    messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, rate: null, statementsDue: null, statementsSaid: null,
  };
  tx.insert('attempt', attempt);
  settleTouch(context, attempt, row.outcome, undefined, at);
  contact(context, at, row, account, found, user, row.id);
  return true;
}

/** As it was promised; one that is open is judged at once by the payments that are here. */
function promise(context: MoveContext, input: RowBatch<HistoryRow>, row: HistoryRow, account: Account, found: Case, user: User | null): Result<boolean> {
  const { tx } = context;
  const takenBy = user?.id ?? input.by;
  if (row.promise === null || tx.get('promise', row.id)) return ok(false);
  if (takenBy === null) return fail('import.user', 'a promise was taken by somebody: name a login we know');
  const { amount, currency, due, state } = row.promise;
  const { at } = input;
  tx.insert('promise', {
    id: row.id, version: 1, createdAt: at, updatedAt: at, caseId: found.id, partyId: found.partyId, amount, currency, due, accountIds: [account.id], planId: null, attemptId: null, takenBy,
    graceDays: 0, state, takenOn: row.day, paid: state === 'kept' ? amount : 0, judgedAt: state === 'open' ? null : at,
  });
  if (state === 'open') {
    hear(context, found.id, 'promised', at, input.actor);
    judgeCase(context, found.id, input.today, at, input.actor);
  }
  return ok(true);
}
