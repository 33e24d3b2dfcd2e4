import { isMinor } from '../money/currency.js';
import type { Minor } from '../units.js';

/** What a debt consists of, in the minor unit of the account's currency. */
export interface Components { readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor }
export const COMPONENTS = ['penalty', 'interest', 'fees', 'principal'] as const;
export type Component = (typeof COMPONENTS)[number];

export const NOTHING: Components = { principal: 0, interest: 0, penalty: 0, fees: 0 };

/** Only the components of a record that has more. */
export const componentsOf = (from: Components): Components => ({ principal: from.principal, interest: from.interest, penalty: from.penalty, fees: from.fees });
/** All that is owed, in minor units. */
export const totalOf = (c: Components): Minor => c.principal + c.interest + c.penalty + c.fees;
export const plus = (a: Components, b: Components): Components => ({ principal: a.principal + b.principal, interest: a.interest + b.interest, penalty: a.penalty + b.penalty, fees: a.fees + b.fees });
export const minus = (a: Components, b: Components): Components => ({ principal: a.principal - b.principal, interest: a.interest - b.interest, penalty: a.penalty - b.penalty, fees: a.fees - b.fees });
export const sameComponents = (a: Components, b: Components): boolean => COMPONENTS.every((name) => a[name] === b[name]);
/** Whether each is an amount that may be owed: whole minor units, not below zero. */
export const areOwed = (c: Components): boolean => COMPONENTS.every((name) => isMinor(c[name]) && c[name] >= 0) && isMinor(totalOf(c));
