import Type, { type Static } from 'typebox';
import { OUTCOMES } from '../core/call/outcome.js';
import type { CampaignSettings } from '../core/campaign/settings.js';
import { CAMPAIGN_STATES } from '../core/records/index.js';
import { Id, Instant, Name, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

const RecycleRule = Type.Object({ delay: Type.Integer({ description: 'Milliseconds' }), max: Type.Integer(), nextNumber: Type.Boolean() });
/** Every setting, as stored. Ranges are checked by one function on the server, which reports all mistakes at once. */
export const Settings = Type.Unsafe<CampaignSettings>(Type.Object({
  mode: choice(['manual', 'preview', 'progressive', 'predictive', 'nearZero'] as const), zone: Type.String(),
  window: Type.Object({ name: Type.String(), from: Type.String(), to: Type.String(), days: Type.Array(Type.Integer()) }, { description: 'Local wall time; TEST-24H only on loopback or simulated gateways' }),
  caps: Type.Object({ perPhonePerDay: Type.Integer(), perPartyPerDay: Type.Integer(), phoneSpacing: Type.Integer() }),
  abandonTarget: Type.Number({ description: 'The limit of abandonment, a share; 0 to 0.05' }), maxDialLevel: Type.Number({ description: 'Lines in the air (ringing, screening) per collector at work, ready or busy, at most; 1 to 20. A fuse, not the throttle: risk and budget decide below it, and 20 is usual. A campaign that was given a small number under the former meaning (lines per ready collector) keeps it: 3 holds back a list few answer' }),
  pacing: Type.Optional(Type.Object({
    nearZeroRisk: Type.Number({ description: 'Mode nearZero: the most risk of one line; 0 to 0.02' }), target: nullable(Type.Number({ description: 'Aimed at, not above the limit; null: 59/60 of it' })),
    windows: Type.Array(choice(['24h', '30d'] as const)), stop: nullable(Type.Object({ share: Type.Number(), fromLive: Type.Integer() })),
    cancelAfterRing: nullable(Type.Integer({ description: 'Milliseconds, 15000 to 60000: at risk, lines that rang this long are hung up' })), knownWrapEnd: Type.Boolean(), inboundReserve: Type.Integer(),
    falseMachines: Type.Number({ description: 'Share (0 to 0.5) of what AMD takes for machines that was a person: each machine counts as so much of an abandoned call' }),
  }, { description: 'How the pacer keeps the budget; absent in campaigns written before there was one' })), ringTimeout: Type.Integer(),
  order: choice(['priority', 'daysPastDue', 'amount', 'lastAttempt', 'random', 'mix'] as const),
  recycle: Type.Object(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Type.Optional(RecycleRule)]))),
  maxAttempts: Type.Integer(),
  wrapUp: Type.Object({ limit: Type.Integer(), then: choice(['ready', 'paused'] as const) }),
  preview: Type.Object({ limit: Type.Integer(), autoDial: Type.Boolean() }),
  skills: Type.Array(Type.String()), safeHarbourMessage: Type.String(), voicemailMessage: Type.String(), record: Type.Boolean(),
  kind: choice(['notify', 'interactive'] as const), dispositionRoot: nullable(Type.String()), scriptId: nullable(Id), hopperSize: Type.Integer(),
  trunks: Type.Array(Type.String()), node: nullable(Type.String()), defaultCountry: Type.String(),
}, { description: 'How a campaign dials' }));
/** Any part of the settings; what is left out keeps its present or default value. `recycle.<outcome>: null` removes a rule. */
export const SettingsInput = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true, description: 'Any part of the settings; the rest keeps its value. All mistakes are reported at once, each with its pointer' });

export const Campaign = Type.Object({ ...kept, name: Type.String(), entityId: Id, state: choice(CAMPAIGN_STATES), settings: Settings, teamIds: Type.Array(Id) }, { description: 'A running effort with its settings' });
export type Campaign = Static<typeof Campaign>;
const teamIds = Type.Array(Id, { maxItems: 200, uniqueItems: true });
export const CampaignCreate = closed({ name: Name, entityId: Type.Optional(Id), teamIds: Type.Optional(teamIds), settings: Type.Optional(SettingsInput) });
export const CampaignChange = closed({ ...seen, name: Type.Optional(Name), teamIds: Type.Optional(teamIds), settings: Type.Optional(SettingsInput) });
export const CampaignQuery = closed({ ...pageQuery, state: Type.Optional(choice(CAMPAIGN_STATES)), entityId: Type.Optional(Id) });
export const LaunchQuery = closed({ reason: Type.Optional(Type.String({ minLength: 3, maxLength: 500, pattern: '\\S', description: 'Why it is launched although a check is red; written down' })) });
const level = choice(['green', 'amber', 'red'] as const);
const whole = Type.Integer({ minimum: 0 });
export const CampaignChecks = Type.Object({
  campaignId: Id, at: Instant, level,
  checks: Type.Array(Type.Object({
    check: choice(['hours', 'trunks', 'agents', 'script', 'abandonment', 'leads'] as const), level, code: Type.String({ description: 'What was found; stable' }), facts: Type.Record(Type.String(), Type.Number()),
    details: Type.Array(Type.String()), at: nullable(Type.Integer({ description: 'When it changes by itself' })),
  })),
  leads: Type.Object({
    open: whole, asked: whole, now: whole, today: whole, later: whole, never: whole,
    rules: Type.Array(Type.Object({ rule: Type.String(), text: Type.String(), today: whole, later: whole, never: whole }), { description: 'What holds those that can’t be dialed now, most first' }),
  }, { description: '`now` to `never` are of the leads asked about' }),
}, { description: 'What stands in the way of a launch' });
export const CampaignState = Type.Object({ state: choice(CAMPAIGN_STATES) });

export const List = Type.Object({ ...kept, campaignId: Id, name: Type.String(), entityId: Id, active: Type.Boolean(), mix: Type.Integer() }, { description: 'A batch of leads' });
const mix = Type.Integer({ minimum: 0, maximum: 100, description: 'Share of the hopper in percent when the order is `mix`' });
export const ListCreate = closed({ campaignId: Id, name: Name, active: Type.Optional(Type.Boolean()), mix: Type.Optional(mix) });
export const ListChange = closed({ ...seen, name: Type.Optional(Name), active: Type.Optional(Type.Boolean()), mix: Type.Optional(mix) });
export const ListQuery = closed({ ...pageQuery, campaignId: Type.Optional(Id) });

export const ImportRun = Type.Object({
  ...kept, kind: choice(['placement', 'update', 'payment', 'recall', 'history'] as const), campaignId: nullable(Id), listId: nullable(Id), file: Type.String(), fileHash: Type.String(),
  state: choice(['running', 'done', 'failed'] as const), rows: Type.Integer(), created: Type.Integer(), updated: Type.Integer(), unchanged: Type.Integer(), bad: Type.Integer(), duplicates: Type.Integer(),
  by: nullable(Id), endedAt: nullable(Instant), error: nullable(Type.String()), creditorId: nullable(Id), entityId: nullable(Id),
  dryRun: Type.Boolean({ description: 'Nothing was written: what would have been' }), batch: nullable(Type.String()),
  missing: nullable(Type.Integer({ description: 'Open placements of the batch that the file did not name' })),
}, { description: 'One file taken in' });
export const ImportQuery = closed({ ...pageQuery, campaignId: Type.Optional(Id), kind: Type.Optional(choice(['placement', 'update', 'payment', 'recall', 'history'] as const)) });
export const ImportProgress = Type.Object({ state: Type.String(), rows: Type.Integer(), share: nullable(Type.Number({ description: '0 to 1, where the size is known' })) });
export const ImportStarted = Type.Object({ importId: Id });
export const ImportProblem = Type.Object({ row: Type.Integer(), column: nullable(Type.String()), value: nullable(Type.String({ description: 'Masked' })), code: Type.String(), reason: Type.String(), severity: choice(['error', 'warning'] as const) });
