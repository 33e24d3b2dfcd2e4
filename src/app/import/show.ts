/** What a row would become, for whoever looks before importing: field by field, as it would be kept, nothing personal unmasked. */
import { formatMinor } from '../../core/money/currency.js';
import { maskDigits, maskText, showPlain } from '../../core/phone/index.js';
import type { Instant, Minor } from '../../core/units.js';
import type { HistoryRow, PaymentRow, PlacementRow, RecallRow, SealedPoint, UpdateRow } from '../store/moves/import-rows.js';

/** `field`: a field of the kind, or `custom.NAME`. Amounts with their currency, days and instants by ISO 8601. */
export interface Shown { readonly field: string; readonly value: string }

type Pair = readonly [string, string | number | null | undefined];
const told = (...pairs: readonly Pair[]): Shown[] => pairs.flatMap(([field, value]) => (value === null || value === undefined || value === '' ? [] : [{ field, value: String(value) }]));
const money = (amount: Minor | null, currency: string | null): string | null => (amount === null ? null : `${formatMinor(amount, currency ?? 'XXX')}${currency === null ? '' : ` ${currency}`}`);
const instant = (at: Instant): string => new Date(at).toISOString();

function points(of: readonly SealedPoint[], phone: string): Shown[] {
  const joined = (kind: SealedPoint['kind']): string => of.filter((one) => one.kind === kind).map((one) => one.masked).join(' · ');
  const places = of.flatMap((one) => [one, ...(one.told === undefined ? [] : [one.told])]).flatMap((one) => (one.kind === 'address' && one.region !== null ? [one.places?.regions.join(' ') ?? one.region] : []));
  return told([phone, joined('phone')], ['email', joined('email')], ['address', joined('address')], ['region', [...new Set(places)].join(' · ')]);
}
function work({ risk, priority, tags, custom }: PlacementRow['work']): Shown[] {
  return [...told(['risk', risk], ['priority', priority], ['tags', tags.map(showPlain).join(' · ')]), ...Object.entries(custom).map(([name, value]) => ({ field: `custom.${name}`, value: maskText(value) }))];
}

export function showPlacement({ account, placement, points: own, others, schedule, work: of }: PlacementRow): readonly Shown[] {
  const { currency, principal, interest, penalty, fees } = account;
  const parts: readonly Pair[] = interest + penalty + fees === 0 ? [] : [['principal', money(principal, currency)], ['interest', money(interest, currency)], ['penalty', money(penalty, currency)], ['fees', money(fees, currency)]];
  return [
    ...told(['contract', maskDigits(account.contract)], ['total', money(principal + interest + penalty + fees, currency)], ...parts, ['minimumDue', money(account.minimumDue, currency)], ['overdueSince', account.overdueSince], ['product', account.product === null ? null : showPlain(account.product)]),
    ...points(own, 'phone'), ...others.flatMap((one) => points(one.points, `${one.role}Phone`)),
    ...told(['batch', placement.batch], ['placedAmount', money(placement.amount, currency)], ['placedTo', placement.to], ['schedule', schedule?.length]), ...work(of),
  ];
}
export function showUpdate({ contract, currency, balance, minimumDue, overdueSince, product, points: own, schedule, work: of }: UpdateRow): readonly Shown[] {
  const { total, principal, interest, penalty, fees } = balance;
  return [
    ...told(['contract', maskDigits(contract)], ['total', money(total, currency)], ['principal', money(principal, currency)], ['interest', money(interest, currency)], ['penalty', money(penalty, currency)], ['fees', money(fees, currency)], ['minimumDue', money(minimumDue, currency)], ['overdueSince', overdueSince], ['product', product === null ? null : showPlain(product)], ['schedule', schedule?.length]),
    ...points(own, 'phone'), ...work(of),
  ];
}
export const showPayment = ({ contract, type, externalId, reverses, amount, currency, at, channel }: PaymentRow): readonly Shown[] => told(['contract', maskDigits(contract)], ['entryType', type], ['externalId', maskDigits(externalId)], ['reverses', reverses === null ? null : maskDigits(reverses)], ['paidAmount', money(amount, currency)], ['paidAt', instant(at)], ['payChannel', channel === null ? null : showPlain(channel)]);
export const showRecall = ({ contract, type, day, amount, currency, reason }: RecallRow): readonly Shown[] => told(['contract', maskDigits(contract)], ['recallType', type], ['recallDate', day], ['settledAmount', money(amount, currency)], ['reason', reason === null ? null : maskText(reason)]);
export function showHistory({ contract, type, at, channel, reached, result, note, phone, outcome, promise }: HistoryRow): readonly Shown[] {
  return told(
    ['contract', maskDigits(contract)], ['historyType', type], ['happenedAt', instant(at)], ['number', phone?.masked], ['channel', channel], ['reached', reached === null ? null : maskText(reached)], ['result', result === null ? null : showPlain(result)], ['outcome', outcome], ['note', note === null ? null : maskText(note)],
    ...(promise === null ? [] : [['promiseAmount', money(promise.amount, promise.currency)], ['promiseDue', promise.due], ['promiseState', promise.state]] as const),
  );
}
