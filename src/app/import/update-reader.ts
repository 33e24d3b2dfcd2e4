/** One row of an update file → what changed. A column the file lacks, and an empty cell, change nothing. */
import type { RawRow } from '../ports/files.js';
import type { UpdateRow } from '../store/moves/import-rows.js';
import { readAddresses } from './addresses.js';
import type { RowCells } from './cells.js';
import { readPhones } from './people.js';
import { sealPoints } from './seal.js';
import type { WorkContext } from './kinds.js';
import { amount, date, readCurrency, readCustom, readEmails, readOverdue, readRisk, readSchedule, readTags, readWith, words, type ReadRow } from './values.js';

export interface PlainUpdate { readonly row: number; readonly contract: string; /** All it says, for comparing. */ readonly facts: unknown; readonly seal: () => UpdateRow }

export const readUpdate = (raw: RawRow, context: WorkContext): ReadRow<PlainUpdate> => readWith(raw, context.row, (cells, contract) => readCells(cells, contract, context));

function readCells(cells: RowCells, contract: string, context: WorkContext): PlainUpdate {
  const named = cells.of('currency') !== '';
  const currency = readCurrency(cells, context.row);
  const [total, principal, interest, penalty, fees, minimumDue] = (['total', 'principal', 'interest', 'penalty', 'fees', 'minimumDue'] as const).map((field) => amount(cells, field, currency) ?? null);
  const asOf = date(cells, 'asOf');
  const plain = {
    row: cells.raw.number, contract, currency: named ? currency : null,
    balance: { total: total ?? null, principal: principal ?? null, interest: interest ?? null, penalty: penalty ?? null, fees: fees ?? null },
    minimumDue: minimumDue ?? null, product: words(cells, 'product', 100), overdueSince: readOverdue(cells, asOf ?? context.row.today),
    asOf: context.row.instantOf({ date: asOf ?? context.row.today, millis: null, offset: null }), asOfGiven: asOf !== null,
    schedule: readSchedule(cells, currency),
    work: { risk: readRisk(cells), tags: readTags(cells), custom: readCustom(cells), priority: null },
  };
  const own = {
    phones: readPhones(cells, cells.plan.phones, context.row), emails: readEmails(cells),
    addresses: readAddresses(cells, context.row),
  };
  const { row, ...facts } = plain;
  return { row, contract, facts: [facts, own.phones.map((phone) => phone.e164), own.emails, own.addresses], seal: () => ({ ...plain, points: sealPoints(own, context.vault) }) };
}
