export { currencyOf, decimalsOf, parseAmount, parseCurrency, type Amount, type AmountScale } from './amount.js';
export { daysBefore, fromExcelSerial, parseDate } from './date.js';
export { FIELDS, fieldSpec, isBlank, isFieldName, parseRisk, roleOfRelation, type FieldKind, type FieldName, type FieldSpec } from './fields.js';
export { headerKey, missing, MOST_COLUMNS, NEEDED, recogniseHeaders, type Column, type Columns, type HeaderMapping } from './headers.js';
export { hashText, Seen } from './seen.js';
