/** The addresses of a row, each with the place the file names beside it. */
import { parseRegion, type Region } from '../../core/intake/index.js';
import type { RowCells, RowContext } from './cells.js';

/** `told`: what a column of its own says of where it lies; null: none does. */
export interface PlainAddress { readonly text: string; readonly told: Region | null }

/** Joined by number. A place without an address is an address: that much is known of it. */
export function readAddresses(cells: RowCells, context: Pick<RowContext, 'defaultCountry'>): PlainAddress[] {
  const { addresses, regions } = cells.plan;
  const indexes = new Set([...addresses, ...regions].map((column) => column.index));
  return [...indexes].sort((a, b) => a - b).flatMap((index): PlainAddress[] => {
    const of = (columns: typeof addresses) => columns.find((column) => column.index === index);
    const text = cells.text(of(addresses)).slice(0, 500);
    const said = cells.text(of(regions));
    const told = said === '' ? null : parseRegion(said, context.defaultCountry);
    if (said !== '' && told === null) cells.say('warning', 'region.unknown', 'no place by this name: write US-CA, CN-XJ, 新疆 …; left out', of(regions));
    if (text === '') return told === null ? [] : [{ text: told.words, told }];
    return [{ text, told }];
  });
}
