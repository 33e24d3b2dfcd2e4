/** Lines of a CSV file for people with spreadsheets: UTF-8 with a byte order mark, CRLF, and no cell that runs as a formula. */

export const BOM = '\uFEFF';
/** `number`: written by us as a plain decimal, so that a minus is a minus. Everything else that begins like a formula is made text by a leading '. */
export interface Cell { readonly text: string; readonly number?: boolean }

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;
function cell({ text, number }: Cell): string {
  const safe = number !== true && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
