/** A campaign's day rehearsed: what is asked and answered. */
import Type, { type Static } from 'typebox';
import { Id, closed, nullable } from './common.js';

const Clock = Type.String({ pattern: '^([01]?\\d|2[0-4]):[0-5]\\d$', description: 'Local wall time of the campaign’s zone, HH:MM' });
const Seed = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
export const RehearsalAsk = closed({
  teams: Type.Array(Type.Integer({ minimum: 1, maximum: 500 }), { minItems: 1, maxItems: 20, uniqueItems: true, description: 'Team sizes' }), from: Clock, to: Clock,
  targets: Type.Optional(Type.Array(Type.Number({ minimum: 0, maximum: 0.05 }), { minItems: 1, maxItems: 10, uniqueItems: true, description: 'Limits of abandonment; left out: the campaign’s' })),
  seeds: Type.Optional(Type.Tuple([Seed, Seed], { description: 'First and last, both included; one day each; default 1 to 5' })),
});
const Spread = Type.Object({ mean: Type.Number(), low: Type.Number(), high: Type.Number() }, { description: 'Over the seeds' });
const Result = Type.Object({
  agents: Type.Integer(), target: Type.Number(), occupancy: Spread, abandon: Spread, reached: Spread, dials: Spread, withoutLeads: Spread,
  doneAt: nullable(Type.String({ description: 'Local HH:MM at which nothing was left to dial that day, mean over the days on which it happened' })), doneShare: Type.Number({ description: 'Share of the days on which it happened' }),
  triedAt: nullable(Type.String({ description: 'Local HH:MM at which every lead had been tried once' })), text: Type.String({ description: 'In one line' }),
}, { description: 'One team size at one limit. `occupancy` is until the list is done, without the time in which collectors stood ready and no lead was due: `withoutLeads` is the share of paid time that was so' });
export const Rehearsal = Type.Object({
  campaignId: Id, date: Type.String(), zone: Type.String(), from: Type.String(), to: Type.String(), seeds: Type.Tuple([Type.Integer(), Type.Integer()]),
  leads: Type.Object({ open: Type.Integer(), dialable: Type.Number({ description: 'Share the gate lets be dialed that day, of a sample' }), rehearsed: Type.Integer() }),
  history: Type.Object({ attempts: Type.Integer(), talks: Type.Integer(), thin: Type.Boolean(), answerShare: Type.Number(), machineShare: Type.Number(), talkMean: Type.Number({ description: 'Seconds' }), wrapMean: Type.Number({ description: 'Seconds' }), text: Type.String() }),
  results: Type.Array(Result),
}, { description: 'A rehearsed day: nothing was dialed' });
export type Rehearsal = Static<typeof Rehearsal>;
