/** `compliance why`, `compliance packs`: what the running server's clock says. */
import type { Command } from 'commander';
import { ComplianceAnswer, CompliancePacks } from '../../contract/rest.js';
import { act } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { findCampaign } from '../find.js';
import { table, when, type Io } from '../io.js';
import { str, wholeNumber } from '../options.js';

export function complianceAsk(group: Command, io: Io): void {
  group.command('why').description('may this number be called, and if not, by which rules and from when')
    .option('--phone <number>', 'the number').option('--case <id>', 'or a case: every number of its debtor').option('--campaign <campaign>', 'with the window and caps of this campaign')
    .option('--at <instant>', 'at this instant (2026-11-21T21:30:00+08:00); default now').option('--mode <mode>', 'manual, preview, progressive, predictive, callback or robot', 'manual')
    .option('--days <n>', 'days of lawful hours to show', wholeNumber(0, 14), 7)
    .addHelpText('after', '\nExit 0 whatever the answer is.\n\nExamples:\n  $ dunwell compliance why --phone 13800138000\n  $ dunwell compliance why --phone +14155550100 --at 2026-11-21T21:30:00-08:00 --mode predictive --json')
    .action(act(io, async (context, _args, options) => {
      const api = context.api();
      const [phone, caseId, campaign, at] = [str(options['phone']), str(options['case']), str(options['campaign']), str(options['at'])];
      if ((phone === undefined) === (caseId === undefined)) throw new CliError(EXIT.usage, 'cli.usage', 'name a number (--phone) or a case (--case)');
      const answer = await api.post(ComplianceAnswer, '/compliance/check', {
        ...(phone === undefined ? {} : { phone }), ...(caseId === undefined ? {} : { caseId }), ...(campaign === undefined ? {} : { campaignId: (await findCampaign(api, campaign)).id }),
        ...(at === undefined ? {} : { at: instant(at) }), mode: str(options['mode']), days: options['days'],
      });
      context.print(answer, () => words(answer));
    }));
  group.command('packs').description('the packs: what is in force, their sources, what is unverified')
    .addHelpText('after', '\nExample:\n  $ dunwell compliance packs')
    .action(act(io, async (context) => {
      const packs = await context.api().get(CompliancePacks, '/compliance/packs');
      context.print(packs, () => `time zones: ${packs.zones}\n${table(['pack', 'version', 'kind', 'regions', 'in force', 'rules', 'unverified', 'reviewer', 'title'], packs.items.map((one) => [
        one.id, one.version, one.kind, one.regions.join(' ') || 'any', one.active === null ? 'no' : one.active.byDefault ? 'by default' : when(one.active.from), one.rules.length, one.unverified.join(' ') || '-', [...new Set(one.active?.reviews.map((review) => review.name) ?? [])].join(', ') || (one.active?.reviewer ?? '-'), one.title.en,
      ]), 'no packs')}`);
      for (const one of packs.warnings) context.note(`the calendar ${one.calendar}, which ${one.packs.join(', ')} asks, covers ${one.daysLeft} more day(s), until ${one.to}: import the next one`);
    }));
}

/** An instant with its offset: one without would be read by this machine's zone. */
function instant(text: string): number {
  const at = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new CliError(EXIT.usage, 'cli.usage', `--at ${text} must be an instant with its offset, such as 2026-11-21T21:30:00+08:00`);
  return at;
}
function words(answer: ComplianceAnswer): string {
  return answer.asked.map((one) => {
    const who = `${one.number ?? 'a number on nobody’s file'}${one.caseId === null ? '' : ` (${one.ownerRole}, case ${one.caseId})`}`;
    const verdict = one.allow ? `${who}: it may be called at ${when(answer.at)}\n` : `${who}: it may not be called at ${when(answer.at)}; next: ${one.nextAt === null ? 'not before facts change' : when(one.nextAt)}\n${table(['rule', 'why', 'pack', 'until'], one.reasons.map((reason) => [reason.rule, reason.en, reason.pack, reason.until === null ? 'facts change' : when(reason.until)]))}`;
    const used = one.counters.length === 0 ? '' : table(['limit', 'used', 'of', 'left', 'over'], one.counters.map((counter) => [counter.rule, counter.count, counter.limit, counter.left, counter.days === null ? `${counter.seconds ?? 0} s` : `${counter.days} day(s)`]));
    const hours = one.hours.length === 0 ? '' : table(['lawful from', 'until'], one.hours.map((span) => [when(span.from), when(span.to)]));
    return `${verdict}${used}${hours}zones: ${one.zones.map(({ zone, sources }) => `${zone} (${sources.join(', ')})`).join(', ') || 'unknown'}${one.narrowedBy === null ? '' : `, narrowed by a ${one.narrowedBy}`}; packs: ${one.packs.map((pack) => `${pack.id} ${pack.version}`).join(', ') || 'none'}\n`;
  }).join('\n');
}
