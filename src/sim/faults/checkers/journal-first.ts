/** The attempt is journalled, and its permit given, before the INVITE; a permit is good for one INVITE and for seconds. */
import type { Attempt } from '../../../core/records/index.js';
import type { Millis } from '../../../core/units.js';
import { short, tag, type MakeChecker } from '../eyes.js';

/** A permit lives 5 s; the command may take a moment on the wire. */
const FRESH: Millis = 8_000;

export const journalFirst: MakeChecker = (eyes) => {
  const name = 'journalled before the INVITE';
  const attempts = new Map<string, Attempt>();
  const permits = new Map<string, number>();
  const used = new Map<string, string>();
  const journalled = new Set<string>();
  return {
    name,
    commit: (change) => {
      if (change.kind === 'attempt') attempts.set(change.after.id, change.after);
      if (change.kind === 'permit') permits.set(change.after.id, eyes.now);
      if (change.kind === 'journal' && (change.after.event === 'opened' || change.after.event === 'failedOver')) journalled.add(`${change.after.attemptId ?? ''}/${(change.after.data as { leg?: string } | null)?.leg ?? ''}`);
    },
    truth: (event, leg, node) => {
      if (event.name !== 'CHANNEL_CREATE' || leg === undefined || (tag(leg, 'kind') !== 'customer' && tag(leg, 'kind') !== 'outside')) return;
      const attempt = attempts.get(tag(leg, 'attempt'));
      if (attempt?.legId !== leg.uuid || !journalled.has(`${attempt.id}/${leg.uuid}`)) { eyes.found(name, `leg ${short(leg.uuid)} was dialed before its attempt ${short(tag(leg, 'attempt'))} was journalled`); return; }
      // A command that waited in the socket of a switch that stood still can't be taken back: its attempt was closed as unknown, which counts as placed.
      if (attempt.outcome !== null && !(attempt.outcome === 'unknown' && node.stoodStill(permits.get(attempt.permitId ?? '') ?? eyes.now) > 0)) eyes.found(name, `leg ${short(leg.uuid)} was dialed for the attempt ${short(attempt.id)}, which is over (${attempt.outcome})`);
      const permit = attempt.permitId ?? '';
      const given = permits.get(permit);
      if (given === undefined) eyes.found(name, `leg ${short(leg.uuid)} was dialed without a permit`);
      // A command that has arrived at a switch that stands still is read when it goes on, even if its connection is gone by then.
      else if (eyes.now - given - node.stoodStill(given) > FRESH) eyes.found(name, `leg ${short(leg.uuid)} was dialed on a permit of ${eyes.now - given} ms ago`);
      const other = used.get(permit);
      if (other !== undefined) eyes.found(name, `a permit was used twice: for the legs ${short(other)} and ${short(leg.uuid)}`);
      used.set(permit, leg.uuid);
    },
  };
};
