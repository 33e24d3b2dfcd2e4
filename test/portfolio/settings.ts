/** How large a portfolio's life is, and its calendar. One seed makes all of it. */
export interface PortfolioSettings {
  readonly seed: string;
  readonly days: number;
  /** Accounts placed by the end. */
  readonly accounts: number;
  readonly collectorsPerTeam: number;
  /** Minutes a day during which campaigns dial and the record changes under them. */
  readonly callMinutes: number;
  /** How often dialing is decided; a longer tick makes a longer life affordable. */
  readonly tick: number;
}
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Shanghai has one offset. */
const OFFSET = 8 * HOUR;
/** Sunday night, 2026-11-01 00:00 there. */
export const FIRST_MIDNIGHT = Date.parse('2026-11-01T00:00:00+08:00');

export const dateOf = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10);
export const midnightOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) - OFFSET;
export const shift = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
/** `2026-11-02 13:05:09`, as files write it. */
export const wall = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 19).replace('T', ' ');

export const CREDITORS = ['bank', 'shop'] as const;
export type Creditor = (typeof CREDITORS)[number];
export const AGENCIES = ['north', 'south'] as const;
export type Agency = (typeof AGENCIES)[number];
export const CURRENCY: Readonly<Record<Creditor, string>> = { bank: 'CNY', shop: 'JPY' };
export const PRODUCT: Readonly<Record<Creditor, string>> = { bank: 'card', shop: 'purchase' };
export type Component = 'principal' | 'interest' | 'penalty' | 'fees';
export type Money = Readonly<Record<Component, number>>;
export const COMPONENTS: readonly Component[] = ['principal', 'interest', 'penalty', 'fees'];
/** In which order each creditor takes money; the bank has not said, the shop has. */
export const ORDER: Readonly<Record<Creditor, readonly Component[]>> = { bank: ['fees', 'interest', 'penalty', 'principal'], shop: ['penalty', 'interest', 'fees', 'principal'] };
export const GRACE: Readonly<Record<Creditor, number>> = { bank: 0, shop: 2 };
export const TOLERANCE: Readonly<Record<Creditor, number>> = { bank: 0, shop: 5 };
export const BANDS: Readonly<Record<Creditor, readonly { readonly name: string; readonly from: number }[]>> = {
  bank: [{ name: 'M1', from: 1 }, { name: 'M2', from: 31 }, { name: 'M3', from: 61 }, { name: 'M3+', from: 91 }],
  shop: [{ name: 'early', from: 1 }, { name: 'middle', from: 15 }, { name: 'late', from: 46 }],
};
export const RECALL_WORDS: Readonly<Record<Creditor, string>> = { bank: 'the bank has taken this case back', shop: 'the shop has taken this case back' };
/** A team works one creditor's debts for one agency. */
export const teamOf = (agency: Agency, creditor: Creditor): string => `${agency}-${creditor}`;
export const TEAMS: readonly { readonly id: string; readonly agency: Agency; readonly creditor: Creditor }[] = AGENCIES.flatMap((agency) => CREDITORS.map((creditor) => ({ id: teamOf(agency, creditor), agency, creditor })));
export const digitsOf = (currency: string): number => (currency === 'JPY' ? 0 : 2);
/** Minor units as a file writes them. */
export function written(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return `${amount < 0 ? '-' : ''}${text.slice(0, text.length - digits)}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}
export const sumOf = (money: Money): number => COMPONENTS.reduce((sum, name) => sum + money[name], 0);
