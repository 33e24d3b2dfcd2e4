/** A report as one table, for CSV and XLSX: the same figures, amounts in major units, lengths in seconds, a missing figure an empty cell. */
import { minorDigits } from '../../core/money/currency.js';
import { OUTCOMES } from '../../core/call/outcome.js';
import { BOM, csvLine } from '../outbox/csv.js';
import type { SheetCell, SheetTable } from '../ports/spreadsheets.js';
import type { BestHourReport, HourCell } from './best-hour.js';
import type { SpellState } from '../../core/records/index.js';
import type { CallGroup, CallsReport, Missing } from './calls.js';
import type { RecoveryFigures, RecoveryGroup, RecoveryReport } from './recovery.js';
import type { TimeGroup, TimesReport } from './times.js';
import { word, WORDS, type ReportLang, type ReportWord } from './words.js';

const text = (value: string): { readonly text: string } => ({ text: value });
const number = (value: number | null): SheetCell => ({ text: value === null ? '' : plain(value), number: value });
/** Never an exponent: spreadsheets of every language read plain decimals. */
const plain = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/0+$/, '').replace(/\.$/, ''));
const seconds = (ms: number | null): SheetCell => number(ms === null ? null : Math.round(ms / 100) / 10);
const major = (minor: number | null | undefined, currency: string): SheetCell => number(minor === null || minor === undefined ? null : minor / 10 ** minorDigits(currency));

interface Column<R> { readonly head: string; readonly cell: (row: R) => SheetCell }
function table<R>(name: string, columns: readonly Column<R>[], rows: readonly R[], notes: readonly string[]): SheetTable {
  return { name, head: columns.map((one) => one.head), rows: rows.map((row) => columns.map((one) => one.cell(row))), notes };
}
const notesOf = (lang: ReportLang, missing: readonly Missing[]): readonly string[] => missing.map(({ figure, reason }) => `${known(lang, figure)}: ${known(lang, `missing.${reason}`)}`);
const known = (lang: ReportLang, key: string): string => (isWord(key) ? word(lang, key) : key);
const isWord = (key: string): key is ReportWord => Object.hasOwn(WORDS, key);

export function callsTable(report: CallsReport, lang: ReportLang): SheetTable {
  const w = (key: ReportWord): string => word(lang, key);
  const currencies = report.total.amounts.map((one) => one.currency);
  const count = (key: 'attempts' | 'placed' | 'inAir' | 'answered' | 'connected' | 'connectRate' | 'rightParty' | 'rightPartyRate' | 'occupancy' | 'abandoned' | 'abandonment' | 'statementsDue' | 'statementsSaid' | 'statementsRate' | 'promises' | 'kept' | 'partlyKept' | 'broken' | 'keptRate'): Column<CallGroup> => ({ head: w(key), cell: (row) => number(row[key]) });
  const length = (key: 'talk' | 'averageTalk' | 'wrapUp' | 'averageWrapUp'): Column<CallGroup> => ({ head: w(key), cell: (row) => seconds(row[key]) });
  const amount = (key: 'promised' | 'paid', currency: string): Column<CallGroup> => ({ head: `${w(key)} ${currency}`, cell: (row) => major(row.amounts.find((one) => one.currency === currency)?.[key], currency) });
  const total: CallGroup = { key: w('total'), label: w('total'), ...report.total };
  return table(w('calls'), [
    { head: w(report.by), cell: (row) => text(row.label ?? row.key ?? '') }, count('attempts'), count('placed'), count('inAir'), count('answered'), count('connected'), count('connectRate'), count('rightParty'), count('rightPartyRate'),
    length('talk'), length('averageTalk'), length('wrapUp'), length('averageWrapUp'), count('occupancy'), count('abandoned'), count('abandonment'), count('statementsDue'), count('statementsSaid'), count('statementsRate'), count('promises'), count('kept'), count('partlyKept'), count('broken'), count('keptRate'),
    ...currencies.flatMap((currency) => [amount('promised', currency), amount('paid', currency)]),
    ...OUTCOMES.map((outcome): Column<CallGroup> => ({ head: w(`outcome.${outcome}`), cell: (row) => number(row.outcomes[outcome] ?? 0) })),
  ], [...report.groups, total], notesOf(lang, report.missing));
}

/** A column for each reason to pause that occurs, named as the installation names it. */
export function timesTable(report: TimesReport, lang: ReportLang, reasons: ReadonlyMap<string, string>): SheetTable {
  const w = (key: ReportWord): string => word(lang, key);
  const length = (key: 'signedIn' | SpellState, head: ReportWord): Column<TimeGroup> => ({ head: w(head), cell: (row) => seconds(row[key]) });
  const total: TimeGroup = { key: w('total'), label: w('total'), ...report.total };
  return table(w('times'), [
    { head: w(report.by), cell: (row) => text(row.label ?? row.key ?? '') }, length('signedIn', 'signedIn'), length('ready', 'ready'), length('reserved', 'reserved'), length('talking', 'talk'), length('wrapUp', 'wrapUp'), length('paused', 'paused'),
    { head: w('occupancy'), cell: (row) => number(row.occupancy) },
    ...report.total.pauses.map(({ reason }): Column<TimeGroup> => ({ head: `${w('pausedFor')} ${reason === null ? '—' : reasons.get(reason) ?? reason}`, cell: (row) => seconds(row.pauses.find((one) => one.reason === reason)?.time ?? 0) })),
  ], [...report.groups, total], notesOf(lang, report.missing));
}

export function bestHourTable(report: BestHourReport, lang: ReportLang): SheetTable {
  const w = (key: ReportWord): string => word(lang, key);
  const of = (key: 'hour' | 'placed' | 'people' | 'rate' | 'low' | 'high' | 'weekday'): Column<HourCell> => ({ head: w(key), cell: (row) => number(row[key]) });
  return table(w('bestHour'), [of('weekday'), of('hour'), of('placed'), of('people'), of('rate'), of('low'), of('high')], [...report.cells, ...report.hours], []);
}

export function recoveryTable(report: RecoveryReport, lang: ReportLang): SheetTable {
  const w = (key: ReportWord): string => word(lang, key);
  const currencies = report.total.amounts.map((one) => one.currency);
  const count = (key: 'placements' | 'cases' | 'promises' | 'judged' | 'kept' | 'keptRate'): Column<RecoveryGroup> => ({ head: w(key), cell: (row) => number(row[key]) });
  const of = (row: RecoveryFigures, currency: string) => row.amounts.find((one) => one.currency === currency);
  const total: RecoveryGroup = { key: w('total'), label: w('total'), ...report.total };
  return table(w('recovery'), [
    { head: w(report.by), cell: (row) => text(row.label ?? row.key ?? '') }, count('placements'), count('cases'),
    ...currencies.flatMap((currency): Column<RecoveryGroup>[] => [
      { head: `${w('placedAmount')} ${currency}`, cell: (row) => major(of(row, currency)?.placed, currency) }, { head: `${w('recovered')} ${currency}`, cell: (row) => major(of(row, currency)?.recovered, currency) },
      { head: `${w('recoveryRate')} ${currency}`, cell: (row) => number(of(row, currency)?.rate ?? null) },
    ]), count('promises'), count('judged'), count('kept'), count('keptRate'),
  ], [...report.groups, total], notesOf(lang, report.missing));
}

export function csvOf(sheet: SheetTable): string {
  const cell = (one: SheetCell): { readonly text: string; readonly number: boolean } => ({ text: one.text, number: one.number !== undefined });
  return [
    BOM, csvLine(sheet.head.map(text)), ...sheet.rows.map((row) => csvLine(row.map(cell))), ...(sheet.notes.length === 0 ? [] : ['\r\n', ...sheet.notes.map((note) => csvLine([text(note)]))]),
  ].join('');
}
