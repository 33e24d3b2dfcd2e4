/**
 * Figures of a shift counted again from what was written down as it happened: the append-only journal and the event stream, with the
 * definitions of docs/reports.md written out by hand. Nothing here is shared with the reports.
 */
import type { JournalEntry, StreamEvent } from '../../src/core/records/index.js';

/** Where a case belongs, as the test set it up. */
export interface Belongs { readonly campaign: string; readonly list: string; /** Does its creditor send payments? */ readonly pays: boolean }
export interface Raw {
  readonly journal: readonly JournalEntry[]; readonly events: readonly StreamEvent[];
  readonly cases: ReadonlyMap<string, Belongs>;
  /** The number shown on a trunk. */
  readonly shown: ReadonlyMap<string, string>;
  /** Codes by which a collector says that a machine answered. */
  readonly machines: ReadonlySet<string>;
}
interface Settled { readonly outcome: string; readonly caseId: string; readonly userId: string | null; readonly openedAt: number; readonly placedAt: number | null; readonly answeredAt: number | null; readonly bridgedAt: number | null; readonly endedAt: number; readonly direction: string }
interface Disposed { readonly code: string; readonly rightParty: boolean; readonly caseId: string; readonly userId: string | null; readonly promiseId: string | null }
interface Promised { readonly amount: number; readonly currency: string }
export interface Line {
  readonly opened: number; trunk: string; caseId: string; placed: boolean; answered: boolean; bridged: number | null; userId: string | null; ended: number | null; outcome: string | null;
  disposed: number | null; right: boolean; promise: { readonly amount: number; readonly currency: string; state: string; paid: number } | null;
}

export function linesOf({ journal, events, machines }: Raw, until = Infinity): readonly Line[] {
  const lines = new Map<string, Line>();
  const promises = new Map<string, NonNullable<Line['promise']>>();
  for (const entry of [...journal].sort((a, b) => a.seq - b.seq)) {
    if (entry.attemptId === null || entry.at > until) continue;
    const data = entry.data as { trunk?: string } | null;
    if (entry.event === 'opened') lines.set(entry.attemptId, { opened: entry.at, trunk: data?.trunk ?? '', caseId: '', placed: false, answered: false, bridged: null, userId: null, ended: null, outcome: null, disposed: null, right: false, promise: null });
    const line = lines.get(entry.attemptId);
    if (!line) continue;
    if (entry.event === 'failedOver') line.trunk = data?.trunk ?? '';
    if (entry.event === 'placed') line.placed = true;
    if (entry.event === 'answered') line.answered = true;
  }
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    if (event.at > until) continue;
    const line = event.subjects.map((id) => lines.get(id)).find((one) => one !== undefined);
    if (event.type === 'attempt.settled' && line) {
      const said = event.data as Settled;
      Object.assign(line, { caseId: said.caseId, outcome: said.outcome, userId: said.userId, placed: said.placedAt !== null, answered: said.answeredAt !== null, bridged: said.bridgedAt, ended: event.at });
    }
    if (event.type === 'promise.taken') {
      const said = event.data as Promised;
      for (const id of event.subjects) promises.set(id, { ...said, state: 'open', paid: 0 });
    }
    if (event.type === 'attempt.disposed' && line) {
      const said = event.data as Disposed;
      Object.assign(line, { caseId: said.caseId, disposed: event.at, right: said.rightParty, promise: promises.get(said.promiseId ?? '') ?? null });
      if (machines.has(said.code) && line.outcome === 'human') line.outcome = 'machine';
    }
    const turned = /^promise\.(kept|partlyKept|broken|cancelled)$/.exec(event.type)?.[1];
    if (turned !== undefined) for (const id of event.subjects) { const promise = promises.get(id); if (promise) Object.assign(promise, { state: turned, paid: (event.data as { paid?: number }).paid ?? promise.paid }); }
  }
  return [...lines.values()];
}

const two = (n: number): string => String(n).padStart(2, '0');
/** Keys of a line, in Shanghai: eight hours east all year. */
export function keyOf(line: Line, by: string, raw: Raw): string | null {
  const local = new Date(line.opened + 8 * 3_600_000);
  const date = `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`;
  switch (by) {
    case 'day': return date;
    case 'hour': return `${date} ${two(local.getUTCHours())}:00`;
    case 'collector': return line.userId;
    case 'trunk': return line.trunk;
    case 'callerId': return raw.shown.get(line.trunk) ?? null;
    case 'campaign': return raw.cases.get(line.caseId)?.campaign ?? null;
    default: return raw.cases.get(line.caseId)?.list ?? null;
  }
}

/** Every figure of docs/reports.md of some lines. */
export function count(lines: readonly Line[], raw: Raw) {
  const n = (of: (line: Line) => boolean): number => lines.filter(of).length;
  const over = (a: number, b: number): number | null => (b === 0 ? null : a / b);
  const ended = lines.filter((line) => line.ended !== null);
  const bridged = ended.filter((line) => line.bridged !== null);
  const connected = bridged.filter((line) => line.outcome !== 'abandoned').length;
  const abandoned = n((line) => line.outcome === 'abandoned');
  const talk = bridged.reduce((sum, line) => sum + line.ended! - line.bridged!, 0);
  const wraps = bridged.filter((line) => line.disposed !== null && line.disposed - line.ended! <= 30 * 60_000).map((line) => Math.max(0, line.disposed! - line.ended!));
  const wrapUp = wraps.length === 0 ? null : wraps.reduce((sum, one) => sum + one, 0);
  const promised = lines.flatMap((line) => (line.promise ? [{ ...line.promise, pays: raw.cases.get(line.caseId)!.pays }] : []));
  const state = (name: string): number => promised.filter((one) => one.state === name).length;
  const judged = promised.filter((one) => one.pays && ['kept', 'partlyKept', 'broken'].includes(one.state));
  const outcomes: Record<string, number> = {};
  for (const line of ended) outcomes[line.outcome!] = (outcomes[line.outcome!] ?? 0) + 1;
  const placed = n((line) => line.placed);
  const rightParty = n((line) => line.right);
  return {
    attempts: lines.length, placed, inAir: lines.length - ended.length, answered: n((line) => line.answered), connected, outcomes, connectRate: over(connected, placed), rightParty, rightPartyRate: over(rightParty, connected),
    talk, averageTalk: over(talk, bridged.length), wrapUp, averageWrapUp: wrapUp === null ? null : wrapUp / wraps.length, abandoned, abandonment: over(abandoned, abandoned + connected),
    // These campaigns' scripts require no statement.
    statementsDue: 0, statementsSaid: 0, statementsRate: null,
    promises: promised.length, kept: state('kept'), partlyKept: state('partlyKept'), broken: state('broken'), open: state('open'), cancelled: state('cancelled'), keptRate: over(judged.filter((one) => one.state === 'kept').length, judged.length),
    amounts: [...new Set(promised.map((one) => one.currency))].sort().map((currency) => {
      const own = promised.filter((one) => one.currency === currency);
      const paying = own.filter((one) => one.pays);
      return { currency, promised: own.reduce((sum, one) => (one.state === 'cancelled' ? sum : sum + one.amount), 0), paid: paying.length === 0 ? null : paying.reduce((sum, one) => sum + one.paid, 0) };
    }),
  };
}
