/** What a policy needs read of the ledger: the reader knows touches by debtor, by number and by debt, so a count by anything else would miss some. */
import type { Pack, PackRule } from './pack.js';
import type { Key } from './vocabulary.js';

const keysOf = (rule: PackRule): readonly Key[] => (rule.kind === 'count' || rule.kind === 'cooldown' || rule.kind === 'spacing' ? rule.key : []);
const isRead = (keys: readonly Key[]): boolean => keys.length === 0 || keys.some((key) => key === 'debtor' || key === 'phone' || key === 'debt');

/** The first rule whose events can't all be read; undefined: none. */
export const unreadable = (packs: readonly Pack[]): PackRule | undefined => packs.flatMap((pack) => pack.rules).find((rule) => !isRead(keysOf(rule)));
/** Does any rule sum over all debtors of a debt? */
export const readsDebts = (packs: readonly Pack[]): boolean => packs.some((pack) => pack.rules.some((rule) => { const keys = keysOf(rule); return keys.includes('debt') && !keys.includes('debtor') && !keys.includes('phone'); }));

/** Places that packs of law speak of: where only a country is known, any of them below it is possible. */
export function placesNamed(packs: readonly Pack[]): readonly string[] {
  const found = new Set<string>();
  const walk = (condition: Pack['when']): void => {
    if (condition === undefined) return;
    if (condition.is === 'region') for (const place of condition.of) found.add(place);
    else if (condition.is === 'not') walk(condition.of);
    else if (condition.is === 'all' || condition.is === 'any') for (const one of condition.of) walk(one);
  };
  for (const pack of packs) {
    if (pack.kind !== 'law') continue;
    walk(pack.when);
    for (const rule of pack.rules) walk(rule.when);
  }
  return [...found];
}
