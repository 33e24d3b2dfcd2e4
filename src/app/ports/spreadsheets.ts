/** Tables for people with spreadsheets. */

/** `number`: a plain number; null: the cell is empty. A text stays a text whatever it begins with: nothing of ours runs as a formula. */
export interface SheetCell { readonly text: string; readonly number?: number | null }
export interface SheetTable {
  /** 1 to 31 characters without \ / ? * [ ] :. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
  /** Lines below the table. */
  readonly notes: readonly string[];
}
export interface Spreadsheets { xlsx(table: SheetTable): Promise<Uint8Array> }
