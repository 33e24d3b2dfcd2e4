/** What a desk was told is what the journal says, each thing once and in order, over every cut and resume of its socket. */
import type { DeskEvent } from '../../../app/ports/desk.js';
import type { Instant, Millis } from '../../../core/units.js';
import { short, type MakeChecker } from '../eyes.js';

/** A picture, and what came while it was drawn, are with the page by then. */
const PICTURE: Millis = 3_000;
/** A line waits 25 ms to be gathered, and for the disk: as long as that is slow, full or refusing. */
const BEHIND: Millis = 40_000;
const ON_ITS_WAY: Millis = 100;

export const deskJournal: MakeChecker = (eyes) => {
  const name = 'desks as the journal';
  /** What the conductor said to each desk in this life of the process, and up to where its page has it. */
  const said = new Map<string, { readonly text: string; readonly type: string; readonly at: Instant }[]>();
  const got = new Map<string, number>();
  /** Told since the last picture; a picture repeats what is. */
  const connected = new Map<string, Map<string, Instant>>();
  const bridged = new Map<string, number>();
  let died = -Infinity;
  const disposed = new Map<string, string>();
  /** Pages that began anew, and until when: the picture comes first, and leaves out what it has in it. */
  const pictured = new Map<string, number>();
  const key = (userId: string, attemptId: string): string => `${attemptId} ${userId}`;
  const bring = (userId: string, event: DeskEvent): void => {
    const list = said.get(userId) ?? [];
    const text = JSON.stringify(event);
    const next = (got.get(userId) ?? -1) + 1;
    const at = list[next]?.text === text ? next : list.findIndex((one, n) => n >= next && one.text === text);
    const fresh = pictured.get(userId) ?? -Infinity;
    if (at < 0) {
      // Words of a picture were never pushed; what was, and comes again, is told twice.
      if (event.type !== 'state' && eyes.now >= fresh && list.some((one) => one.text === text)) eyes.found(name, `${userId} was told again: ${event.type} ${'attemptId' in event ? short(event.attemptId) : ''}`);
      return;
    }
    const missed = list.slice(next, at).filter((one) => one.at >= fresh);
    if (missed.length > 0) eyes.found(name, `${userId} missed ${missed.length} events before ${event.type}, the first: ${missed[0]?.type ?? ''}`);
    got.set(userId, at);
  };
  return {
    name,
    process: (alive) => {
      if (alive) return;
      died = eyes.now;
      said.clear();
      got.clear();
      // A bridge is journalled behind the act: what a process that dies had not written yet is known to the desk alone.
      for (const list of connected.values()) for (const [attemptId, at] of list) if (!bridged.has(attemptId) && eyes.now - at < BEHIND) list.delete(attemptId);
    },
    commit: (change) => {
      if (change.kind === 'journal' && (change.after.event === 'bridged' || change.after.event === 'adopted')) bridged.set(change.after.attemptId ?? '', (bridged.get(change.after.attemptId ?? '') ?? 0) + 1);
      if (change.kind === 'attempt' && change.after.dispositionCode !== null) disposed.set(key(change.after.disposedBy ?? '', change.after.id), change.after.dispositionCode);
    },
    pushed: (userId, event) => {
      const list = said.get(userId) ?? [];
      list.push({ text: JSON.stringify(event), type: event.type, at: eyes.now });
      said.set(userId, list);
      if (event.type === 'disposed' && disposed.get(key(userId, event.attemptId)) !== event.code) eyes.found(name, `${userId} was told that ${short(event.attemptId)} is filed as ${event.code}; no commit says so`);
    },
    welcomed: (userId, resumed) => { if (!resumed) pictured.set(userId, eyes.now + PICTURE); },
    told: (userId, event) => {
      bring(userId, event);
      // On its way to the page when the process died.
      if (event.type === 'connected' && eyes.now - died > ON_ITS_WAY) (connected.get(userId) ?? connected.set(userId, new Map()).get(userId))?.set(event.attemptId, eyes.now);
    },
    end: () => {
      for (const [userId, list] of connected) for (const attemptId of list.keys()) if (!bridged.has(attemptId)) eyes.found(name, `${userId} was told that ${short(attemptId)} is connected; the journal does not have it`);
    },
  };
};
