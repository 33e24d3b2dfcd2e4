/**
 * How a creditor's debts are reckoned: its stages, the order in which money is taken, when a promise or a plan counts as kept,
 * and what a collector says when a case is taken back in the middle of a call. Kept with the creditor (`entity.rules`).
 */
import { fail, ok, type Result } from '../result.js';
import { DEFAULT_ORDER, readOrder, type AllocationOrder } from './allocation.js';
import type { PlanSettings } from './plan.js';
import { DEFAULT_BANDS, readBands, type StageBand } from './stage.js';

export interface CreditorRules extends PlanSettings {
  readonly bands: readonly StageBand[];
  readonly order: AllocationOrder;
  /** Whole days after the due date on which a payment still keeps a promise or an instalment; 0..366. */
  readonly graceDays: number;
  /** What a collector in talk is asked to say when the creditor recalls the case (撤案); 1..500 letters. */
  readonly recallWords: string;
}

export const DEFAULT_CREDITOR_RULES: CreditorRules = {
  bands: DEFAULT_BANDS, order: DEFAULT_ORDER, graceDays: 0, tolerance: null, missedAllowed: 0,
  recallWords: '委托方已收回该案件，请向对方说明后续由委托方联系，并礼貌结束通话。 The creditor has taken this case back: say that it will be in touch itself, and end the call politely.',
};

const FIELDS: ReadonlySet<string> = new Set(Object.keys(DEFAULT_CREDITOR_RULES));

/**
 * Reads `{ bands?, order?, graceDays?, tolerance?, missedAllowed?, recallWords? }`; null, and what isn't given, is the default.
 * Fails with `rules.shape` (no object, or a field nobody knows), `rules.graceDays`, `rules.tolerance`, `rules.missedAllowed`,
 * `rules.recallWords`, and as `readBands` and `readOrder` do; `at` is a JSON pointer below the one given.
 */
export function readCreditorRules(input: unknown, at = ''): Result<CreditorRules> {
  if (input === null || input === undefined) return ok(DEFAULT_CREDITOR_RULES);
  if (typeof input !== 'object' || Array.isArray(input)) return fail('rules.shape', 'must be an object', at);
  const stranger = Object.keys(input).find((name) => !FIELDS.has(name));
  if (stranger !== undefined) return fail('rules.shape', `knows only ${[...FIELDS].join(', ')}`, at);
  const given: { readonly [P in keyof CreditorRules]?: unknown } = input;
  const bands = given.bands === undefined ? ok(DEFAULT_BANDS) : readBands(given.bands, `${at}/bands`);
  if (!bands.ok) return bands;
  const order = given.order === undefined ? ok(DEFAULT_ORDER) : readOrder(given.order);
  if (!order.ok) return fail(order.error.code, order.error.text, `${at}/order`);
  const { graceDays = 0, tolerance = null, missedAllowed = 0, recallWords = DEFAULT_CREDITOR_RULES.recallWords } = given;
  if (!isWhole(graceDays, 366)) return fail('rules.graceDays', 'must be 0 to 366 whole days', `${at}/graceDays`);
  if (tolerance !== null && !isWhole(tolerance, Number.MAX_SAFE_INTEGER)) return fail('rules.tolerance', 'must be a whole number of minor units, not below zero, or null', `${at}/tolerance`);
  if (!isWhole(missedAllowed, 1000)) return fail('rules.missedAllowed', 'must be 0 to 1000 instalments', `${at}/missedAllowed`);
  if (typeof recallWords !== 'string' || recallWords.trim() === '' || recallWords.length > 500) return fail('rules.recallWords', 'must be a text of 1 to 500 letters', `${at}/recallWords`);
  return ok({ bands: bands.value, order: order.value, graceDays, tolerance, missedAllowed, recallWords });
}
/** The rules of a creditor as stored. Such were checked when they were set; what can't be read any more counts as the defaults. */
export function creditorRulesOf(creditor: { readonly rules: unknown } | undefined): CreditorRules {
  const read = readCreditorRules(creditor?.rules);
  return read.ok ? read.value : DEFAULT_CREDITOR_RULES;
}

const isWhole = (value: unknown, most: number): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
