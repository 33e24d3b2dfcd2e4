export { currencyOf, decimalsOf, parseAmount, parseCurrency, type Amount, type AmountScale } from './amount.js';
export { daysBefore, fromExcelSerial, parseDate } from './date.js';
export { FIELDS, isBlank, MOST_INSTALMENTS, parseRisk, roleOfRelation, type FieldKind, type FieldSpec } from './fields.js';
export { FIELDS_OF, IMPORT_KINDS, NEEDED, type FieldName, type ImportKind } from './kinds.js';
export { parseSchedule, readInstalment, type Instalment, type Schedule } from './schedule.js';
export { parseTime, type LocalTime } from './time.js';
export { parseEntry, parseHistory, parseOutcome, parseChannel, parsePromiseState, parseRecall, type EntryType, type HistoryType, type RecallType } from './words.js';
export { headerKey, isTarget, missing, MOST_COLUMNS, recogniseHeaders, type Column, type Columns, type HeaderMapping } from './headers.js';
export { hashText, Seen } from './seen.js';
