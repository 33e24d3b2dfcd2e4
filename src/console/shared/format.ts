/** Amounts, days and lengths as people read them. Times are shown in the browser's own zone. */
import { lang, t } from './i18n.js';

const two = (n: number): string => String(n).padStart(2, '0');
export function digitsOf(currency: string): number {
  try { return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2; } catch { return 2; }
}
export function money(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  try { return new Intl.NumberFormat(lang() === 'zh-CN' ? 'zh-CN' : 'en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(minor / 10 ** digits); } catch { return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`; }
}
/** `1234.5` → 123450, or null when it is no amount. Reads digits, so that nothing is lost to floating point. */
export function toMinor(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const match = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.replace(/[,\s¥￥]/g, ''));
  if (!match || (match[2] ?? '').length > digits) return null;
  return Number(`${match[1] ?? ''}${(match[2] ?? '').padEnd(digits, '0')}`);
}
export function fromMinor(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return (minor / 10 ** digits).toFixed(digits);
}
export function day(instant: number): string { const d = new Date(instant); return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`; }
export function time(instant: number): string { const d = new Date(instant); return `${two(d.getHours())}:${two(d.getMinutes())}`; }
export function dayTime(instant: number): string { return `${day(instant)} ${time(instant)}`; }
/** For `<input type=datetime-local>`. */
export function localInput(instant: number): string { return `${day(instant)}T${time(instant)}`; }
/** 75 000 → `1:15`, an hour → `1:00:00`. */
export function length(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
export function percent(share: number, digits = 1): string { return `${(share * 100).toFixed(digits)}%`; }
/** The server's words for a clock that is not the machine's, in the page's language; words of another form stand as they came. */
export function clockText(text: string): string {
  const plain = text.replace(/^demo clock: */i, '');
  const [, at, zone, h, m] = /^(\d{4}-\d\d-\d\d \d\d:\d\d) \(([^)]+)\) at start, (\d+) h (\d+) min ahead$/.exec(plain) ?? [];
  return at === undefined ? plain : t('app.clockAt', { at, zone: zone ?? '', h: h ?? '', m: m ?? '' });
}
