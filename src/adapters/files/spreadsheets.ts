/** Writes XLSX. Every text is a cell of type text, so that no spreadsheet takes one for a formula. */
import writeExcelFile from 'write-excel-file/node';
import type { SheetCell, Spreadsheets } from '../../app/ports/spreadsheets.js';

const cellOf = ({ text, number }: SheetCell) => (number === undefined ? { value: text, type: String } : number === null ? null : { value: number, type: Number });
export const spreadsheets: Spreadsheets = {
  xlsx: (table) => writeExcelFile([
    table.head.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...table.rows.map((row) => row.map(cellOf)),
    ...(table.notes.length === 0 ? [] : [[null], ...table.notes.map((value) => [{ value, type: String }])]),
  ], { sheet: table.name, stickyRowsCount: 1 }).toBuffer(),
};
