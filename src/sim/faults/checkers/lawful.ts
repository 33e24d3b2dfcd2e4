/** No call outside window, cap, spacing or suppression, counted from the INVITEs themselves by the day of the campaign's zone. */
import type { Instant, Millis } from '../../../core/units.js';
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';

const DAY = 86_400_000;
/** From the commit of a permit to the INVITE, and of a suppression to the cancel. */
const ON_ITS_WAY: Millis = 2_500;

export const lawful: MakeChecker = (eyes) => {
  const name = 'inside window, caps and suppressions';
  /** By number and by party: the first INVITE of each attempt. */
  const calls = new Map<string, Map<string, Instant>>();
  const parties = new Map<string, string>();
  const phones = new Map<string, string>();
  const suppressed = new Map<string, Instant>();
  const count = (key: string, attempt: string, most: number, what: string): void => {
    const mine = calls.get(key) ?? new Map<string, Instant>();
    calls.set(key, mine);
    if (mine.has(attempt)) return;
    const { offset, spacing } = eyes.rules;
    const today = Math.floor((eyes.now + offset) / DAY);
    const error = eyes.clockError + ON_ITS_WAY;
    const near = [...mine.values()];
    // A wrong clock may put a call just before or after midnight.
    const same = near.filter((at) => Math.floor((at + offset - error) / DAY) === today && Math.floor((at + offset + error) / DAY) === today && Math.floor((eyes.now + offset - error) / DAY) === today && Math.floor((eyes.now + offset + error) / DAY) === today).length;
    if (same >= most) eyes.found(name, `${same + 1} calls to ${what} in a day, where ${most} are allowed`);
    const last = Math.max(0, ...near);
    if (what === 'a number' && eyes.now - last < spacing - error) eyes.found(name, `two calls to a number within ${eyes.now - last} ms`);
    mine.set(attempt, eyes.now);
  };
  return {
    name,
    commit: (change) => {
      if (change.kind === 'attempt' && change.before === undefined) { parties.set(change.after.id, change.after.partyId ?? ''); phones.set(change.after.id, change.after.phoneIndex); }
      if (change.kind === 'standingFact' && change.after.kind === 'suppression' && change.before === undefined) suppressed.set(change.after.subject, eyes.now);
      if (change.kind !== 'permit' || change.before !== undefined) return;
      // A permit and its suppression are commits of one writer: their order is certain.
      if (suppressed.has(change.after.phoneIndex)) eyes.found(name, `a permit for a suppressed number (${short(change.after.attemptId)})`);
    },
    truth: (event, leg, node) => {
      if (event.name !== 'CHANNEL_CREATE' || !isCustomer(leg)) return;
      const { offset, window } = eyes.rules;
      const attempt = tag(leg, 'attempt');
      // What waited for a switch that stood still leaves when it goes on.
      const slack = eyes.clockError + ON_ITS_WAY + node.stoodStill(eyes.now - 20_000);
      const minute = (at: Instant): number => ((at + offset) % DAY) / 60_000;
      const inside = (at: Instant): boolean => minute(at) >= window.from && minute(at) < window.to;
      if (!inside(eyes.now) && !inside(eyes.now - slack) && !inside(eyes.now + slack)) eyes.found(name, `a call at minute ${Math.floor(minute(eyes.now))} of the local day, outside ${window.from} to ${window.to}`);
      const since = suppressed.get(phones.get(attempt) ?? '');
      if (since !== undefined && eyes.now - since - node.stoodStill(since) > ON_ITS_WAY) eyes.found(name, `a suppressed number was called ${eyes.now - since} ms after the commit`);
      count(`number/${leg.profile.destination}`, attempt, eyes.rules.perPhone, 'a number');
      const party = parties.get(attempt);
      if (party !== undefined && party !== '') count(`party/${party}`, attempt, eyes.rules.perParty, 'a person');
    },
  };
};
