/** `agents`, `calls`, `lead why`. */
import type { Command } from 'commander';
import { LiveAgents, LiveCalls, WhyNot } from '../../contract/rest.js';
import { act } from '../context.js';
import { findCampaign } from '../find.js';
import { table, when, type Io } from '../io.js';
import { str } from '../options.js';

const since = (instant: number, now: number): string => {
  const seconds = Math.max(0, Math.round((now - instant) / 1000));
  return seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} m ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`;
};
/** The newest of the instants stands for the server's now: in the demo its clock is not ours. */
const latest = (instants: readonly number[]): number => Math.max(0, ...instants);

export function live(program: Command, io: Io): void {
  program.command('agents').description('collectors now: state, since when, their leg').action(act(io, async (context) => {
    const { items } = await context.api().get(LiveAgents, '/live/agents');
    const now = latest(items.map((one) => one.since));
    context.print({ items }, () => table(['name', 'state', 'reason', 'for at least', 'leg', 'trouble', 'desk', 'calls today', 'id'], items.map((one) => [one.name, one.state, one.reason, since(one.since, now), one.leg, one.legTrouble, one.desk ? 'open' : 'away', one.callsToday, one.userId]), 'nobody is here'));
  }));
  program.command('calls').description('calls now; numbers are masked').option('--campaign <campaign>', 'only of this campaign').action(act(io, async (context, _args, options) => {
    const api = context.api();
    const wanted = str(options['campaign']);
    const campaign = wanted === undefined ? null : await findCampaign(api, wanted);
    const all = (await api.get(LiveCalls, '/live/calls')).items;
    const items = campaign === null ? all : all.filter((one) => one.campaignId === campaign.id);
    const now = latest(items.map((one) => one.since));
    context.print({ items }, () => table(['number', 'state', 'mode', 'for at least', 'trunk', 'node', 'collector', 'attempt'], items.map((one) => [one.number, one.state, one.mode, since(one.since, now), one.trunk, one.node, one.userId, one.attemptId]), 'no calls'));
  }));
  const lead = program.command('lead').description('leads');
  lead.command('why <id>').description('why this lead is not being dialed, and when it may be next').addHelpText('after', '\nExample:\n  $ dunwell lead why 0197a3c2-…')
    .action(act(io, async (context, [id = '']) => {
      const why = await context.api().get(WhyNot, `/leads/${encodeURIComponent(id)}/why`);
      context.print(why, () => (why.mayDial && why.reasons.length === 0 ? `it may be dialed now${likely(why.answerShare)}\n`
        : `${table(['rule', 'why', 'until'], why.reasons.map((one) => [one.rule, one.text, one.until === null ? 'facts change' : when(one.until)]))}next: ${why.nextAt === null ? 'not before facts change' : when(why.nextAt)}${likely(why.answerShare)}\n`));
    }));
}

/** Against the campaign's mean. */
const likely = (share: number | null): string => share === null ? '' : `; answers ${share.toFixed(2)} times as often as the campaign’s average lead, by the hour and its number’s history`;
