/** `compliance calendars list`, `compliance calendars import`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Static } from 'typebox';
import { ComplianceCalendar, ComplianceCalendars } from '../../contract/rest.js';
import { act } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { table, when, type Io } from '../io.js';
import { str } from '../options.js';

/** As the API takes it. */
const MOST = 500_000;

export function complianceCalendars(group: Command, io: Io): void {
  const calendars = group.command('calendars').description('public holidays and make-up workdays: what they cover, and next year\'s');
  calendars.command('list').description('all calendars, with their coverage and the days left')
    .addHelpText('after', '\nExample:\n  $ dunwell compliance calendars list')
    .action(act(io, async (context) => {
      const found = await context.api().get(ComplianceCalendars, '/compliance/calendars');
      context.print(found, () => rows(found.items));
      for (const one of found.items) if (one.ends) context.note(`${one.id} is used by ${one.usedBy.join(', ')} and covers ${one.daysLeft} more day(s): import the next one`);
    }));
  calendars.command('import <file>').description('takes in a calendar; it is in force at once').option('--note <text>', 'kept with it: where it comes from')
    .addHelpText('after', `
It must follow what is there without a gap, and may say otherwise of a day only with a later version.

{"calendar": "CN", "version": "2027.1", "title": {"zh": "…", "en": "…"},
 "coverage": {"from": "2027-01-01", "to": "2027-12-31"},
 "days": {"2027-01-01": "holiday", "2027-02-05..2027-02-11": "holiday", "2027-02-13": "workday"}}

Example:
  $ dunwell compliance calendars import cn-2027.json --note 'State Council notice of November'`)
    .action(act(io, async (context, [path = ''], options) => {
      const note = str(options['note']);
      const made = await context.api().post(ComplianceCalendar, '/compliance/calendars', { text: textOf(resolve(context.io.cwd, path), path), ...(note === undefined ? {} : { note }) });
      context.print(made, () => rows([made]));
    }));
}

/** The text as it is, so that its digest is that of the file. */
function textOf(file: string, path: string): string {
  let text: string;
  try { text = readFileSync(file, 'utf8').replace(/^\uFEFF/, ''); } catch (error) {
    throw new CliError(EXIT.badInput, 'file.unreadable', `${path} can't be read: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : 'it is no file, or permission is denied'}`);
  }
  if (text.length > MOST) throw new CliError(EXIT.badInput, 'file.long', `${path} is longer than ${MOST} characters: it is no calendar`);
  try { JSON.parse(text); } catch (error) { throw new CliError(EXIT.badInput, 'file.not_json', `${path} is not JSON: ${error instanceof Error ? error.message : ''}`); }
  return text;
}
const rows = (items: readonly Static<typeof ComplianceCalendar>[]): string => table(['calendar', 'version', 'from', 'to', 'days left', 'used by', 'made of'], items.map((one) => [
  one.id, one.version, one.from, one.to, one.daysLeft, one.usedBy.join(' ') || '-', one.parts.map((part) => `${part.version} ${part.shipped ? 'shipped' : `imported ${part.at === null ? '' : when(part.at)}`}`).join(', '),
]), 'no calendars');
