/** Reports: calls grouped, the best hour, recovery. docs/reports.md says what each figure is. */
import Type from 'typebox';
import { choice, closed, Id, LocalDate, Minor, nullable } from './common.js';

export const CALLS_BY = ['day', 'hour', 'collector', 'campaign', 'list', 'trunk', 'callerId'] as const;
export const TIMES_BY = ['day', 'hour', 'collector', 'campaign', 'team'] as const;
export const RECOVERY_BY = ['stage', 'collector', 'team', 'agency'] as const;
const days = { from: LocalDate, to: LocalDate };
const filters = { campaignId: Type.Optional(Id), teamId: Type.Optional(Id) };
const direction = Type.Optional(choice(['outbound', 'inbound'] as const, 'Default outbound'));
export const CallsReportQuery = closed({ ...days, by: choice(CALLS_BY), direction, ...filters });
export const BestHourQuery = closed({ ...days, ...filters });
export const TimesQuery = closed({ ...days, by: choice(TIMES_BY), ...filters });
export const RecoveryQuery = closed({ ...days, by: choice(RECOVERY_BY), teamId: Type.Optional(Id) });

const Count = Type.Integer({ minimum: 0 });
const Share = nullable(Type.Number({ minimum: 0, description: 'A share; null: nothing to share, or no source' }));
const Length = nullable(Type.Number({ minimum: 0, description: 'Milliseconds; null: none' }));
const Key = nullable(Type.String({ description: 'Date, `YYYY-MM-DD HH:00`, id, trunk, number or stage; null: belongs to none' }));
const Label = nullable(Type.String({ description: 'What people call it; null: the key says it' }));
const Missing = Type.Array(Type.Object({ figure: Type.String(), reason: Type.String({ description: '`states.none` (no time of collectors was written down for these days), `states.notBy` (their time does not go by this, only the total has it), `payments.none` (a creditor sends no payments)' }) }), { description: 'Figures that are null for want of a source, and why' });
const callFigures = {
  attempts: Count, placed: Count, inAir: Count, answered: Count, connected: Count, outcomes: Type.Record(Type.String(), Count), connectRate: Share, rightParty: Count, rightPartyRate: Share,
  talk: Type.Number({ minimum: 0, description: 'Milliseconds' }), averageTalk: Length, wrapUp: Length, averageWrapUp: Length, occupancy: nullable(Type.Number({ minimum: 0, maximum: 1, description: '(talk + wrap-up) ÷ signed-in unpaused time of the collectors, on whatever they worked; null: none' })), abandoned: Count, abandonment: Share,
  statementsDue: Count, statementsSaid: Count, statementsRate: Share,
  promises: Count, kept: Count, partlyKept: Count, broken: Count, open: Count, cancelled: Count, keptRate: Share,
  amounts: Type.Array(Type.Object({ currency: Type.String(), promised: Minor, paid: nullable(Minor) })),
};
export const CallsReport = Type.Object({
  by: choice(CALLS_BY), direction: choice(['outbound', 'inbound'] as const), zone: Type.String({ description: 'In which days and hours are counted: the campaign’s, else the installation’s' }), ...days,
  groups: Type.Array(Type.Object({ key: Key, label: Label, ...callFigures })), total: Type.Object(callFigures), missing: Missing,
}, { description: 'Calls of some days. Lengths in milliseconds, amounts in minor units' });

const Time = Type.Integer({ minimum: 0, description: 'Milliseconds' });
const timeFigures = {
  signedIn: Time, ready: Time, reserved: Time, talking: Time, wrapUp: Time, paused: Time, occupancy: nullable(Type.Number({ minimum: 0, maximum: 1, description: '(talking + wrapUp) ÷ (signedIn − paused)' })),
  pauses: Type.Array(Type.Object({ reason: nullable(Type.String({ description: 'Code of a pause reason, or what the system said' })), time: Time }), { description: 'Longest first; their sum is `paused`' }),
};
export const TimesReport = Type.Object({ by: choice(TIMES_BY), zone: Type.String(), ...days, groups: Type.Array(Type.Object({ key: Key, label: Label, ...timeFigures })), total: Type.Object(timeFigures), missing: Missing }, { description: 'How collectors spent their time. Time given to several campaigns is shared among them in equal parts' });

const HourCell = Type.Object({ weekday: nullable(Type.Integer({ minimum: 1, maximum: 7, description: '1 Monday … 7 Sunday; null: all' })), hour: Type.Integer({ minimum: 0, maximum: 23 }), placed: Count, people: Count, rate: Share, low: Share, high: Share });
export const BestHourReport = Type.Object({
  zone: Type.String(), ...days, placed: Count, people: Count, rate: Share, cells: Type.Array(HourCell), hours: Type.Array(HourCell), best: nullable(Type.Integer({ minimum: 0, maximum: 23, description: 'The hour whose 95 % interval begins highest' })),
}, { description: 'How many calls a person answered, by hour and weekday, with the 95 % interval (Wilson)' });

const recoveryFigures = {
  placements: Count, cases: Count, promises: Count, kept: Count, judged: Count, keptRate: Share,
  amounts: Type.Array(Type.Object({ currency: Type.String(), placed: Minor, measured: Minor, recovered: nullable(Minor), rate: nullable(Type.Number()) })),
};
export const RecoveryReport = Type.Object({ by: choice(RECOVERY_BY), zone: Type.String(), ...days, groups: Type.Array(Type.Object({ key: Key, label: Label, ...recoveryFigures })), total: Type.Object(recoveryFigures), missing: Missing }, { description: 'Placements that began on these days: what came in of them since' });

const how = { format: choice(['csv', 'xlsx'] as const), lang: Type.Optional(choice(['zh-CN', 'en'] as const, 'Of the column heads; default zh-CN')), reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S', description: 'Why it is taken along; written down' }) };
export const ReportExport = closed({
  ...how, report: choice(['calls', 'bestHour', 'recovery', 'times'] as const), ...days, by: Type.Optional(choice([...CALLS_BY, 'stage', 'team', 'agency'] as const, 'Of calls, recovery and times')), direction, ...filters,
});
