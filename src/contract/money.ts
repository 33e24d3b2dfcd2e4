import Type, { type Static } from 'typebox';
import { ROLL_STEPS } from '../core/collections/roll-day.js';
import { Code, Id, Instant, LocalDate, Minor, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

const components = { principal: Minor, interest: Minor, penalty: Minor, fees: Minor };
export const Components = Type.Object(components);
const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
/** Whole minor units; nothing ever rounds. */
const Owed = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units' });
const Amount = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units' });
const ExternalId = Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S(?:.*\\S)?$', description: "The creditor's own id of it, unique within the creditor" });

export const Allocation = Type.Object({ accountId: Id, at: Instant, reversal: Type.Boolean(), ...components, over: Type.Integer({ description: 'Minor units nothing was owed for' }) });
const payment = { ...kept, externalId: Type.String(), accountId: Id, amount: Minor, currency: Type.String(), at: Instant, channel: nullable(Type.String()), reversed: Type.Boolean(), reversedBy: nullable(Type.String()), reversedAt: nullable(Instant) };
export const Payment = Type.Object(payment, { description: 'Money received' });
export const PaymentDetail = Type.Object({ ...payment, allocation: Type.Array(Allocation, { description: 'What it paid of which component; a reversal has rows of its own with every sign turned' }) });
export const PaymentTaken = Type.Object({
  ...payment, allocation: Type.Array(Allocation), again: Type.Boolean({ description: 'It was there already, the same: nothing was changed' }), paidInFull: Type.Boolean(), over: Type.Integer(), closedCases: Type.Array(Id),
});
export const PaymentReversed = Type.Object({ ...payment, allocation: Type.Array(Allocation), again: Type.Boolean(), reopened: Type.Array(Id, { description: 'Accounts that owe again' }) });
export const PaymentQuery = closed({
  ...pageQuery, accountId: Type.Optional(Id), caseId: Type.Optional(Id), creditorId: Type.Optional(Id), externalId: Type.Optional(ExternalId), reversed: Type.Optional(Type.Boolean()),
  from: Type.Optional(Instant), to: Type.Optional(Instant),
});
export const PaymentCreate = closed({
  externalId: ExternalId, accountId: Type.Optional(Id), creditorId: Type.Optional(Id), contract: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })), caseId: Type.Optional(Id),
  accountIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true, description: 'With caseId: accounts the payer named, paid first' })),
  amount: Type.Unsafe<number | string>({ type: ['integer', 'string'], minimum: 1, maximum: Number.MAX_SAFE_INTEGER, maxLength: 30, description: "Minor units, or a decimal text in the currency's own decimals (`1234.50` CNY, `1234` JPY, `1.234` KWD)" }),
  currency: Currency, at: Type.Optional(Type.Integer({ minimum: 0, description: 'When it was received; default: now' })), channel: Type.Optional(Code),
}, 'Exactly one of accountId, creditorId with contract, caseId');
export const PaymentReversal = closed({ externalId: Type.Optional(ExternalId) });

export const AccountMoney = Type.Object({ ...kept, creditorId: Id, currency: Type.String(), ...components, total: Minor, asOf: Instant, overdueSince: nullable(LocalDate), closed: nullable(choice(['paid', 'settled', 'writtenOff'] as const)) });
export const BalanceDecided = Type.Object({ ...AccountMoney.properties, changed: Type.Boolean(), moved: Type.Integer({ description: 'Minor units the balance moved by, signed' }), closedCases: Type.Array(Id) });
const decision = { ...seen, reason: Type.Unsafe<string>({ ...Code, description: 'A code, kept with the balance event; no free text' }), approvalId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Above the limit of `waiver.limit`: an approved waiver of this account, used up by this' })) };
export const Settlement = closed({ ...decision, how: choice(['settled', 'writtenOff'] as const), amount: Type.Optional(Type.Unsafe<number>({ ...Owed, description: 'What is waived: all that is owed. Left out: whatever that is' })) });
export const Correction = closed({ ...decision, principal: Owed, interest: Owed, penalty: Owed, fees: Owed });

export const StatementQuery = closed({ from: LocalDate, to: LocalDate });
export const Statement = Type.Object({
  accountId: Id, currency: Type.String(), from: LocalDate, to: LocalDate, opening: Components, closing: Components,
  byCause: Type.Object({ import: Components, update: Components, payment: Components, reversal: Components, correction: Components }, { description: 'opening + their sum = closing' }),
  events: Type.Array(Type.Object({ id: Id, at: Instant, cause: Type.String(), reference: nullable(Type.String()), ...components })),
});

export const PaymentPromise = Type.Object({
  ...kept, caseId: Id, partyId: Id, amount: Minor, currency: Type.String(), due: LocalDate, accountIds: Type.Array(Id), planId: nullable(Id), attemptId: nullable(Id), takenBy: Id, graceDays: Type.Integer(),
  state: choice(['open', 'kept', 'partlyKept', 'broken', 'cancelled'] as const), takenOn: LocalDate, paid: Minor, judgedAt: nullable(Instant),
}, { description: 'A promise to pay' });
export const PromiseQuery = closed({ ...pageQuery, caseId: Type.Optional(Id), state: Type.Optional(choice(['open', 'kept', 'partlyKept', 'broken', 'cancelled'] as const)), dueFrom: Type.Optional(LocalDate), dueTo: Type.Optional(LocalDate), mine: Type.Optional(Type.Boolean()) });
const about = { accountIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true, description: 'Default: the open accounts of the case' })), partyId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Who promised; default: the debtor' })) };
export const PromiseCreate = closed({ amount: Amount, due: LocalDate, ...about });
export const Cancel = closed({ ...seen });

export const Plan = Type.Object({
  ...kept, caseId: Id, partyId: nullable(Id), accountIds: Type.Array(Id), currency: Type.String(), total: Minor, state: choice(['open', 'kept', 'broken', 'cancelled'] as const), madeBy: nullable(Id), madeOn: nullable(LocalDate),
  graceDays: Type.Integer(), missedAllowed: Type.Integer(),
  instalments: Type.Array(Type.Object({ id: Id, number: Type.Integer(), due: LocalDate, amount: Minor, paid: Minor, state: choice(['open', 'kept', 'partlyKept', 'broken'] as const) })),
}, { description: 'A payment plan' });
export const Plans = Type.Object({ items: Type.Array(Plan) });
const Rhythm = Type.Union([
  closed({ kind: choice(['monthly'] as const), day: Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1, maximum: 31 }) }), closed({ kind: choice(['weekly'] as const) }), closed({ kind: choice(['days'] as const), every: Type.Integer({ minimum: 1, maximum: 366 }) }),
]);
export const PlanOffer = closed({ count: Type.Integer({ minimum: 1, maximum: 600 }), start: LocalDate, rhythm: Rhythm, principal: Type.Optional(Amount) }, 'Instalments without interest in place of one promise; on all that is owed unless `principal` says less');
export const PlanCreate = closed({
  ...about, graceDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366 })), missedAllowed: Type.Optional(Type.Integer({ minimum: 0, maximum: 600 })),
  terms: Type.Union([
    closed({
      count: Type.Integer({ minimum: 1, maximum: 600 }), start: LocalDate, rhythm: Rhythm, principal: Type.Optional(Amount),
      interest: Type.Optional(closed({ ppm: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Parts per million a period of the rhythm: 5000 is 0.5 %' }), method: choice(['equalPayment', 'equalPrincipal'] as const) })),
    }, 'Reckoned, on all that is owed unless `principal` says less'),
    closed({ total: Amount, instalments: Type.Array(closed({ due: LocalDate, amount: Amount }), { minItems: 1, maxItems: 600 }) }, 'As agreed; they sum exactly to `total`'),
  ]),
});

export const PlanPreview = Type.Object({ currency: Type.String(), owed: Minor, total: Minor, instalments: Type.Array(Type.Object({ number: Type.Integer(), due: LocalDate, amount: Minor })) }, { description: 'The instalments a plan would have; nothing is kept' });

const Counts = Type.Object(Object.fromEntries(ROLL_STEPS.map((step) => [step, Type.Optional(Type.Integer())])));
export const Roll = Type.Object({
  day: nullable(LocalDate), since: nullable(LocalDate), done: Type.Boolean(), step: nullable(Type.String({ description: 'Under way' })), looked: Counts, changed: Counts, startedAt: nullable(Instant), endedAt: nullable(Instant),
}, { description: 'The nightly roll' });
export type Roll = Static<typeof Roll>;
