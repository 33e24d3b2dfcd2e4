/** Who must say yes to what: kinds of approvals, their tiers by amount, and how long they hold. */
import { Reader } from '../campaign/reader.js';
import { ok, type Failure, type Result } from '../result.js';
import type { Id, Millis, Minor } from '../units.js';

export const APPROVAL_KINDS = ['export', 'unmask', 'pack', 'exception', 'waiver', 'deferral', 'hold', 'visit', 'suit'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** From this amount on (minor units; null: any), so many different people must say yes. */
export interface Tier { readonly from: Minor | null; readonly needed: number }
export interface ApprovalRule { readonly tiers: readonly Tier[]; readonly evidence: boolean; /** From asking to deciding and using it. */ readonly lasts: Millis }
export type ApprovalRules = Readonly<Record<ApprovalKind, ApprovalRule>>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const one = (lasts: Millis, evidence = false): ApprovalRule => ({ tiers: [{ from: null, needed: 1 }], evidence, lasts });
/** Exports and packs of personal data ask for two people; waivers for two from 10,000.00 on (in a currency of two decimals). */
export const DEFAULT_APPROVAL_RULES: ApprovalRules = {
  export: { tiers: [{ from: null, needed: 2 }], evidence: false, lasts: DAY }, unmask: one(HOUR), pack: { tiers: [{ from: null, needed: 2 }], evidence: false, lasts: DAY }, exception: one(DAY, true),
  waiver: { tiers: [{ from: null, needed: 1 }, { from: 1_000_000, needed: 2 }], evidence: false, lasts: 7 * DAY }, deferral: one(7 * DAY), hold: one(7 * DAY), visit: one(7 * DAY), suit: { tiers: [{ from: null, needed: 2 }], evidence: true, lasts: 30 * DAY },
};

/** How many people must say yes to an amount: the tier with the highest start that it reaches; 1 where no tier fits. */
export function neededFor(rule: ApprovalRule, amount: Minor | null): number {
  let needed = 1;
  let best = Number.NEGATIVE_INFINITY;
  for (const tier of rule.tiers) {
    const from = tier.from ?? Number.NEGATIVE_INFINITY;
    if (from >= best && (tier.from === null || (amount !== null && amount >= tier.from))) { best = from; needed = tier.needed; }
  }
  return needed;
}

/** Reads rules somebody wrote; kinds not given keep their default. Every mistake at once, in `all`. */
export function readApprovalRules(input: unknown): Result<ApprovalRules> | { readonly ok: false; readonly error: Failure & { readonly all: readonly Failure[] } } {
  const problems: Failure[] = [];
  const read = new Reader(input, '', problems);
  const rules = Object.fromEntries(APPROVAL_KINDS.map((kind): [ApprovalKind, ApprovalRule] => {
    const base = DEFAULT_APPROVAL_RULES[kind];
    if (!read.has(kind)) return [kind, base];
    const inside = read.inside(kind);
    const tiers = inside.has('tiers') ? inside.list('tiers', 10).map((tier): Tier => {
      const made = { from: !tier.has('from') || tier.isNull('from') ? null : tier.whole('from', 0, 0, Number.MAX_SAFE_INTEGER), needed: tier.whole('needed', 1, 1, 5) };
      tier.noOthers();
      return made;
    }) : base.tiers;
    if (inside.has('tiers') && tiers.length === 0) inside.say('approval.tiers', 'tiers', 'needs at least one tier');
    const rule = { tiers, evidence: inside.flag('evidence', base.evidence), lasts: inside.whole('lasts', base.lasts, 60_000, 366 * DAY) };
    inside.noOthers();
    return [kind, rule];
  }));
  read.noOthers();
  const first = problems[0];
  if (first) return { ok: false, error: { ...first, all: problems } };
  return ok({ ...DEFAULT_APPROVAL_RULES, ...rules });
}

/** May this person decide? Not on their own request, and once. */
export function mayDecide(asked: { readonly askedBy: Id; readonly decisions: readonly { readonly by: Id }[] }, userId: Id): 'own' | 'twice' | null {
  if (asked.askedBy === userId) return 'own';
  return asked.decisions.some((one) => one.by === userId) ? 'twice' : null;
}
