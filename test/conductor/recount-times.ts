/**
 * Collectors' time counted again from what their desks were told as it happened, with the definitions of docs/reports.md written out
 * by hand. Nothing here is shared with the reports.
 */
import type { DeskEvent } from '../../src/app/ports/desk.js';
import type { Raw } from './recount.js';

export interface Told { readonly desks: ReadonlyMap<string, readonly DeskEvent[]>; /** When the process was killed. */ readonly kills: readonly number[]; readonly until: number }
interface Stretch { readonly userId: string; readonly state: string; readonly reason: string | null; readonly campaigns: readonly string[]; readonly from: number; readonly to: number }

/** Who was in which state from when to when: by what each desk was told; a killed process ends them at the last thing that was written down. */
export function stretchesOf({ desks, kills, until }: Told, raw: Raw): readonly Stretch[] {
  const campaignOf = new Map<string, string>();
  for (const event of raw.events) if (event.type === 'attempt.settled') for (const id of event.subjects) campaignOf.set(id, raw.cases.get((event.data as { caseId: string }).caseId)!.campaign);
  const running = (at: number): readonly string[] => ['campaign', 'campaign-2'].filter((id) => raw.events.filter((event) => event.type.startsWith('campaign.') && event.subjects.includes(id) && event.at <= at).at(-1)?.type === 'campaign.running');
  const told = [...desks.values()].flatMap((events) => events.flatMap((event) => (event.type === 'state' ? [event.at] : [])));
  const found: Stretch[] = [];
  for (const [userId, events] of desks) {
    let open: Omit<Stretch, 'to'> | null = null;
    let left = [...kills];
    const end = (to: number): void => { if (open && to > open.from) found.push({ ...open, to }); open = null; };
    const killed = (before: number): void => {
      for (const kill of left.filter((one) => one <= before)) end(Math.max(...[...raw.journal.map((entry) => entry.at), ...raw.events.map((event) => event.at), ...told].filter((at) => at <= kill)));
      left = left.filter((one) => one > before);
    };
    for (const event of events) {
      if (event.type !== 'state') continue;
      killed(event.at);
      const was: Omit<Stretch, 'to'> | null = open;
      if (was !== null && (was as Stretch).state === event.state && (was as Stretch).reason === event.reason) continue;
      end(event.at);
      if (event.state === 'offline') continue;
      const of = (event.state === 'talking' || event.state === 'wrapUp') && event.attemptId !== null ? campaignOf.get(event.attemptId) : undefined;
      open = { userId, state: event.state, reason: event.reason, campaigns: of === undefined ? running(event.at) : [of], from: event.at };
    }
    killed(until);
    end(until);
  }
  return found;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** In Shanghai: eight hours east all year. */
const hourOf = (at: number): string => { const local = new Date(at + 8 * 3_600_000); return `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())} ${two(local.getUTCHours())}:00`; };

/** Pieces of the stretches under each key of a grouping. */
export function piecesBy(stretches: readonly Stretch[], by: string): ReadonlyMap<string | null, readonly { readonly state: string; readonly reason: string | null; readonly time: number }[]> {
  const groups = new Map<string | null, { state: string; reason: string | null; time: number }[]>();
  const put = (key: string | null, { state, reason }: Stretch, time: number): void => { groups.set(key, [...groups.get(key) ?? [], { state, reason, time }]); };
  for (const one of stretches) {
    const time = one.to - one.from;
    if (by === 'collector') put(one.userId, one, time);
    else if (by === 'team') put('team-1', one, time);
    else if (by === 'campaign') {
      if (one.campaigns.length === 0) put(null, one, time);
      // Of two campaigns each has half; the odd millisecond is the first one's.
      for (const [n, id] of one.campaigns.entries()) put(id, one, one.campaigns.length === 1 ? time : n === 0 ? Math.ceil(time / 2) : Math.floor(time / 2));
    } else {
      for (let at = one.from; at < one.to;) {
        const next = Math.min(one.to, (Math.floor(at / 3_600_000) + 1) * 3_600_000);
        put(by === 'day' ? hourOf(at).slice(0, 10) : hourOf(at), one, next - at);
        at = next;
      }
    }
  }
  return groups;
}

/** Every figure of docs/reports.md of some pieces. */
export function spent(pieces: readonly { readonly state: string; readonly reason: string | null; readonly time: number }[]) {
  const sum = (of: (piece: (typeof pieces)[number]) => boolean): number => pieces.reduce((so, piece) => (of(piece) ? so + piece.time : so), 0);
  const state = (name: string): number => sum((piece) => piece.state === name);
  const [ready, reserved, talking, wrapUp, paused] = [state('ready'), state('reserved'), state('talking'), state('wrapUp'), state('paused')];
  const unpaused = ready + reserved + talking + wrapUp;
  const reasons = [...new Set(pieces.filter((piece) => piece.state === 'paused').map((piece) => piece.reason))];
  return {
    signedIn: unpaused + paused, ready, reserved, talking, wrapUp, paused, occupancy: unpaused === 0 ? null : (talking + wrapUp) / unpaused,
    pauses: reasons.map((reason) => ({ reason, time: sum((piece) => piece.state === 'paused' && piece.reason === reason) })).sort((a, b) => b.time - a.time),
  };
}
