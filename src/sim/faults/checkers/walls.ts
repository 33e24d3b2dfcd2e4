/** No reply holds another entity's row: every id of this world begins with its entity's name, and attempts are known by their commits. */
import { short, type MakeChecker } from '../eyes.js';

export const walls: MakeChecker = (eyes) => {
  const name = 'walls between entities';
  const entityOf = new Map(eyes.users.map((user) => [user.id, user.entityId]));
  const attempts = new Map<string, string>();
  const check = (userId: string, text: string): void => {
    const mine = entityOf.get(userId);
    if (mine === undefined) return;
    for (const other of eyes.entities) if (other !== mine && text.includes(other)) eyes.found(name, `${userId} of ${mine} was answered with something of ${other}: …${text.slice(Math.max(0, text.indexOf(other) - 60), text.indexOf(other) + 40)}…`);
    for (const [id] of text.matchAll(/00000000-0000-7000-8000-[0-9a-f]{12}/g)) {
      const owner = attempts.get(id);
      if (owner !== undefined && owner !== mine) eyes.found(name, `${userId} of ${mine} was answered with the attempt ${short(id)} of ${owner}`);
    }
  };
  return {
    name,
    commit: (change) => { if (change.kind === 'attempt' && change.before === undefined) attempts.set(change.after.id, change.after.entityId); },
    told: (userId, event) => { check(userId, JSON.stringify(event)); },
    answered: check,
  };
};
