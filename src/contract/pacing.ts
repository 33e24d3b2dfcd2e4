import Type from 'typebox';
import type { LimitedBy } from '../core/pacing/types.js';
import { Id, Instant, choice, nullable } from './common.js';

export const LIMITED_BY = ['risk', 'budget', 'floor', 'lines', 'starts', 'linesPerCollector', 'leads', 'carrier', 'stop', 'collectors', 'mode', 'trouble'] as const satisfies readonly LimitedBy[];
const n = Type.Integer();
const x = Type.Number();
export const PacingOutturn = Type.Object({ answers: n, abandons: n, forecastAnswers: x, forecastAbandons: x }, { description: 'What happened, and what had been forecast of the calls placed' });
export const PacingFigures = Type.Object({
  limitedBy: choice(LIMITED_BY), ready: n, busy: n, freeing: x, ringing: n, expectedAnswers: x, risk: x, threshold: x, budgetLeft: x, hour: PacingOutturn,
});
export const PacingView = Type.Object({
  campaignId: Id,
  decision: nullable(Type.Object({
    at: Instant, dial: n, cancelled: n, text: Type.String({ description: 'Why this many, in one English line' }), level: Type.Number({ description: 'Lines in the air per collector at work' }), nextShare: nullable(Type.Number({ description: 'Mean answer share of the leads it could take first, relative to the campaign’s mean: 1 is average' })),
    because: Type.Object({
      limitedBy: choice(LIMITED_BY), trouble: nullable(Type.String()), mode: Type.String(), ready: n, waiting: n, reserved: n, busy: n, freeing: Type.Number({ description: 'Busy collectors expected to be ready within 10 s' }), ringing: n, screening: n,
      expectedAnswers: x, answerShare: x, risk: Type.Number({ description: 'That one more line meets or makes an overflow' }), threshold: Type.Number({ description: 'The most risk accepted now' }),
      allowance: Type.Number({ description: 'Share of the next live answers the budget lets be lost' }), budgetLeft: Type.Number({ description: 'Abandoned calls the tightest window still bears; negative in debt' }),
    }, { description: 'Shares are fractions' }),
  })),
  budget: Type.Object({ limit: x, target: x, windows: Type.Array(Type.Object({ kind: choice(['24h', '30d'] as const), live: n, abandoned: n, ratio: x, left: Type.Number({ description: 'Abandoned calls it bears now at the target' }) })) }),
  calibration: Type.Object({ hour: PacingOutturn, day: PacingOutturn }),
}, { description: 'Why a campaign dials this many now, and how its forecasts came out' });

const Replayed = Type.Object({ decisions: n, lines: n, cancelled: n, answers: Type.Number({ description: 'Expected of the lines placed' }), abandons: x });
export const PacingReplayed = Type.Object({
  file: Type.String(), campaign: Type.String(), from: nullable(Instant), to: nullable(Instant), set: Type.Array(Type.String()), decisions: n, differing: Type.Integer({ description: 'Decisions that came out otherwise than recorded' }),
  first: nullable(Type.Object({ line: n, at: Instant, differs: Type.Array(Type.String()), recorded: n, again: n })), recorded: Replayed, again: Replayed,
}, { description: 'Recorded decisions, decided again' });
