/** Rehearsed days as a figure: what `dunwell simulate --json` prints. Shares are fractions; seconds; microseconds where named so. */
import Type, { type Static } from 'typebox';

export const Simulated = Type.Object({
  scenario: Type.String(), policy: Type.String(), agents: Type.Integer(), target: Type.Number({ description: 'Share of answered persons that may be abandoned' }),
  occupancy: Type.Object({ mean: Type.Number(), se: Type.Number({ description: 'Standard error over the days' }) }, { description: '(Talk + wrap-up) ÷ time logged in and not paused' }),
  abandon: Type.Object({ mean: Type.Number(), p95: Type.Number({ description: 'By linear interpolation over the days' }), max: Type.Number() }, { description: 'Abandoned ÷ persons who answered, of a day' }),
  waitMean: Type.Number({ description: 'Seconds a collector is idle before a connection' }),
  dialsPerConnect: Type.Number(),
  peakAfter30: Type.Object({ p95: Type.Number() }, { description: 'Worst running abandonment of a day once 30 persons had answered' }),
  decisionMicros: Type.Object({ p50: Type.Number(), p99: Type.Number() }),
  days: Type.Array(Type.Object({ seed: Type.Integer(), occupancy: Type.Number(), abandon: Type.Number(), connects: Type.Integer(), abandons: Type.Integer(), dials: Type.Integer() })),
});
export type Simulated = Static<typeof Simulated>;

/** What `dunwell simulate faults --json` prints. */
export const SimulatedFaults = Type.Object({
  seeds: Type.Integer(), attempts: Type.Integer(), minutes: Type.Integer({ description: 'Simulated, of all seeds' }), seconds: Type.Integer({ description: 'It took' }),
  least: Type.Object({ minutes: Type.Integer(), attempts: Type.Integer(), faults: Type.Integer({ description: 'Kinds of them' }) }, { description: 'Of the seed that had least of each' }),
  answered: Type.Integer({ description: 'Customers who answered while nothing was wrong' }), abandoned: Type.Integer({ description: 'Of those' }), share: Type.Number(),
  findings: Type.Array(Type.Object({ seed: Type.String(), faults: Type.Array(Type.String()), checker: Type.Optional(Type.String()), text: Type.Optional(Type.String()) })),
  missing: Type.Array(Type.String(), { description: 'Faults × states of a call that did not meet' }),
  fingerprints: Type.Array(Type.String(), { description: 'SEED:FINGERPRINT, the same wherever it runs' }),
  coverage: Type.Object({ strikes: Type.Array(Type.Unsafe<unknown>({}), { description: '[fault, strikes]' }), met: Type.Array(Type.Unsafe<unknown>({}), { description: '[fault, state, how often]' }) }),
});
