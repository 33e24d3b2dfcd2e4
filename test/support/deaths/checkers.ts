/**
 * What must hold after any death, told from three sides that share no code with the server: the rows of the database as SQLite has
 * them, what the switch heard on its legs, and what the desks were told. Each finding is a sentence; none is good.
 */
import Database from 'better-sqlite3';
import { overlaps, type Heard } from '../../live/harness/event-tap.js';

export interface SwitchHeard extends Heard { readonly attempt: string }
/** What a desk was told or promised, in order. `died`: the server was killed at these instants. */
export type DeskHeard = { readonly at: number; readonly user: string } & ({ readonly what: 'connected'; readonly attemptId: string } | { readonly what: 'disposed'; readonly attemptId: string; readonly code: string; readonly promiseId: string | null });
export interface Proof { readonly db: string; readonly heard: readonly SwitchHeard[]; readonly desks: readonly DeskHeard[]; readonly deaths: readonly number[] }
/** The dead-man fires 8 s after the answer; a rescue after a bridge has 23 s. Whole seconds at the switch, and a busy machine. */
const LONGEST_SILENCE = 10_500;
const LONGEST_RESCUE = 26_000;
/** A bridge is journalled behind the act: what was told so short before a death may be forgotten when the call ended with it. */
const FORGOTTEN = 1_500;

interface AttemptRow { readonly id: string; readonly leg_id: string; readonly phone_index: string; readonly opened_at: number; readonly outcome: string | null; readonly bridged_at: number | null; readonly disposition_code: string | null; readonly lead_id: string | null }

export interface Verdict {
  readonly findings: readonly string[];
  readonly invites: number; readonly attempts: number; readonly outcomes: Readonly<Record<string, number>>; readonly connected: number; readonly disposed: number; readonly promises: number;
  /** Milliseconds. */
  readonly longestSilence: number; readonly longestRescue: number;
  /** Bridges told to a desk within moments of a death, of calls that ended with it. */
  readonly forgotten: number;
}

export function judge({ db: file, heard, desks, deaths }: Proof): Verdict {
  const db = new Database(file, { readonly: true });
  const findings: string[] = [];
  try {
    const attempts = db.prepare<[], AttemptRow>("select id, leg_id, phone_index, opened_at, outcome, bridged_at, disposition_code, lead_id from attempts where direction = 'outbound'").all();
    const byId = new Map(attempts.map((row) => [row.id, row]));
    const invites = [...customers(heard).values()];
    // Nobody is called twice: the numbers as the network saw them.
    for (const [number, count] of counted(invites.map((one) => one.dest))) if (count > 1) findings.push(`${number.slice(-5)} was called ${count} times`);
    // No INVITE without its row, which was there before it.
    for (const invite of invites) {
      const row = byId.get(invite.attempt);
      if (!row) findings.push(`an INVITE of ${invite.leg} that no attempt speaks of`);
      else if (row.opened_at > invite.at + 50) findings.push(`attempt ${row.id} was written ${row.opened_at - invite.at} ms after its INVITE`);
    }
    for (const [attempt, count] of counted(invites.map((one) => one.attempt))) if (count > 1) findings.push(`attempt ${attempt} was placed ${count} times`);
    // Each attempt is over, and once.
    for (const row of attempts) if (row.outcome === null) findings.push(`attempt ${row.id} is still open`);
    const settled = db.prepare<[], { attempt_id: string; n: number }>("select attempt_id, count(*) as n from journal_entries where event = 'settled' group by attempt_id having n > 1").all();
    for (const row of settled) findings.push(`attempt ${row.attempt_id} ended ${row.n} times`);
    const opened = db.prepare<[], { lead_id: string; n: number }>("select lead_id, count(*) as n from attempts where outcome is null and lead_id is not null group by lead_id having n > 1").all();
    for (const row of opened) findings.push(`lead ${row.lead_id} is in ${row.n} attempts`);
    // Caps of the campaign: three a day and 30 minutes apart.
    const placed = new Map<string, number[]>();
    for (const row of attempts) if (row.outcome !== 'not_placed') placed.set(row.phone_index, [...placed.get(row.phone_index) ?? [], row.opened_at]);
    for (const times of placed.values()) {
      times.sort((a, b) => a - b);
      if (times.length > 3 || times.some((at, n) => n > 0 && at - (times[n - 1] ?? 0) < 30 * 60_000)) findings.push(`a cap was broken: ${times.length} attempts on one number`);
    }
    // What a desk was promised stands there.
    const promises = new Set(db.prepare<[], { id: string }>('select id from promises').all().map((row) => row.id));
    const disposed = desks.filter((one) => one.what === 'disposed');
    for (const one of disposed) {
      if (byId.get(one.attemptId)?.disposition_code !== one.code) findings.push(`the disposition ${one.code} of ${one.attemptId} was acknowledged and is lost`);
      if (one.promiseId !== null && !promises.has(one.promiseId)) findings.push(`the promise ${one.promiseId} was acknowledged and is lost`);
    }
    let forgotten = 0;
    for (const one of desks) {
      if (one.what !== 'connected') continue;
      const row = byId.get(one.attemptId);
      if (row?.bridged_at != null) continue;
      if (deaths.some((at) => at >= one.at - 50 && at - one.at < FORGOTTEN)) forgotten += 1;
      else findings.push(`the desk of ${one.user} was told of a talk the journal does not know: ${one.attemptId}`);
    }
    for (const one of overlaps(heard)) findings.push(`${one.leg} was bridged to ${one.second} while it talked to ${one.first}`);
    const { silence, rescue } = silences(heard);
    if (silence > LONGEST_SILENCE) findings.push(`somebody waited ${Math.round(silence)} ms in silence`);
    if (rescue > LONGEST_RESCUE) findings.push(`somebody waited ${Math.round(rescue)} ms for another collector`);
    const total = db.prepare<[], { n: number }>("select count(*) as n from leads where state in ('dialing', 'claimed')").get();
    if ((total?.n ?? 0) > 0) findings.push(`${total?.n ?? 0} leads are still claimed or dialed`);
    return {
      findings, invites: invites.length, attempts: attempts.length, outcomes: Object.fromEntries(counted(attempts.map((row) => row.outcome ?? 'open'))), connected: desks.filter((one) => one.what === 'connected').length,
      disposed: disposed.length, promises: disposed.filter((one) => one.promiseId !== null).length, longestSilence: silence, longestRescue: rescue, forgotten,
    };
  } finally { db.close(); }
}

/** The customers' legs by their uuid, each as it was first heard of with its attempt and number. */
export function customers(heard: readonly SwitchHeard[]): ReadonlyMap<string, SwitchHeard> {
  const legs = new Map<string, SwitchHeard>();
  for (const one of heard) if (one.kind === 'customer' && one.attempt !== '' && !legs.has(one.leg)) legs.set(one.leg, one);
  return legs;
}

function counted(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** How long a customer who had answered heard neither a person nor a message: before any talk, and after one that broke off. */
function silences(heard: readonly SwitchHeard[]): { readonly silence: number; readonly rescue: number } {
  const since = new Map<string, { readonly at: number; readonly talked: boolean }>();
  const talked = new Set<string>();
  const legs = customers(heard);
  let [silence, rescue] = [0, 0];
  const end = (leg: string, at: number): void => {
    const began = since.get(leg);
    if (!began) return;
    since.delete(leg);
    if (began.talked) rescue = Math.max(rescue, at - began.at); else silence = Math.max(silence, at - began.at);
  };
  for (const event of heard) {
    for (const leg of [event.leg, event.other]) {
      if (!legs.has(leg)) continue;
      if (event.name === 'CHANNEL_BRIDGE') { talked.add(leg); end(leg, event.at); }
    }
    if (!legs.has(event.leg)) continue;
    if (event.name === 'CHANNEL_ANSWER') since.set(event.leg, { at: event.at, talked: false });
    else if (event.name === 'CHANNEL_HANGUP' || event.name === 'PLAYBACK_START') end(event.leg, event.at);
    else if (event.name === 'CHANNEL_PARK' && talked.has(event.leg) && !since.has(event.leg)) since.set(event.leg, { at: event.at, talked: true });
  }
  return { silence, rescue };
}
