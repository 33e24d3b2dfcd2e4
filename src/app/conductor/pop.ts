import { locate } from '../../core/compliance/located.js';
import { daysPastDue, stageOf } from '../../core/collections/stage.js';
import { formatMinor } from '../../core/money/currency.js';
import { DUTY_TO_PAY, type Attempt, type ContactPoint, type Script, type StandingFact } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayStart, wallTime } from '../../core/time/zones.js';
import type { Id, Instant, LocalDate } from '../../core/units.js';
import { caseFields } from '../case-fields.js';
import type { CallCard, CasePop } from '../ports/desk.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';

/** Gathers what a collector must see of a case, and sends it when a call is reserved. The bridge never waits for it. */
export class Popper {
  constructor(private readonly floor: Floor) {}

  /** Tells the desk at once that a call comes; the case follows as soon as it is read (a few milliseconds). */
  show(call: Call, agent: Agent): void {
    const { deps } = this.floor;
    const card = this.card(call);
    const send = (pop: CasePop | null): void => { if (agent.call === call || agent.wrapUpOf?.attemptId === call.attempt.id) deps.desk.push(agent.user.id, { type: 'reserved', at: deps.clock.now(), call: card, pop }); };
    send(null);
    if (call.attempt.caseId === null) return;
    const script = call.runner?.scriptFor(call.attempt.stage) ?? null;
    this.read(call.attempt.caseId, call.attempt.leadId, agent, script).then((read) => {
      if (!read.ok) return;
      this.floor.statements.shown(call.attempt.id, agent.user.id, read.value.script, script);
      send(read.value);
    }, (error: unknown) => deps.log.error({ attempt: call.attempt.id, error: String(error) }, 'the case could not be read for the desk'));
  }

  card(call: Call): CallCard { return this.#cardOf(call.attempt, call.ownerRole); }

  /** The call whose wrap-up runs, for a desk that was opened anew in it. */
  async wrapUp(attemptId: Id, agent: Agent): Promise<{ readonly call: CallCard; readonly pop: CasePop | null } | null> {
    const attempt = await this.floor.deps.store.get('attempt', attemptId);
    if (!attempt) return null;
    const runner = attempt.campaignId === null ? undefined : this.floor.runners.get(attempt.campaignId);
    const pop = attempt.caseId === null ? null : await this.read(attempt.caseId, attempt.leadId, agent, runner?.scriptFor(attempt.stage) ?? null);
    return { call: this.#cardOf(attempt, null), pop: pop?.ok === true ? pop.value : null };
  }

  #cardOf(attempt: Pick<Attempt, 'id' | 'mode' | 'direction' | 'campaignId' | 'phoneMasked' | 'callerId'>, ownerRole: CallCard['ownerRole']): CallCard {
    const runner = attempt.campaignId === null ? undefined : this.floor.runners.get(attempt.campaignId);
    return { attemptId: attempt.id, mode: attempt.mode, direction: attempt.direction, campaignId: attempt.campaignId, campaign: runner?.campaign.name ?? null, number: attempt.phoneMasked, ownerRole, callerId: attempt.callerId };
  }

  async read(caseId: Id, leadId: Id | null, agent: Agent | null, script: Script | null): Promise<Result<CasePop>> {
    const { store, vault, zones, clock } = this.floor.deps;
    const found = await store.get('case', caseId);
    if (!found) return fail('case.unknown', 'no such case');
    const zone = this.floor.zone;
    const now = clock.now();
    const today = wallTime(zones, zone, now)?.date ?? '';
    const [party, creditor, links, contactPoints, promises, contacts, facts, fields] = await Promise.all([
      store.get('party', found.partyId), store.get('entity', found.creditorId), store.find('caseAccount', { where: { caseId } }), store.find('contactPoint', { where: { partyId: found.partyId, kind: { in: ['phone', 'address'] } }, order: [{ by: 'rank' }] }),
      store.find('promise', { where: { caseId }, order: [{ by: 'due', down: true }], limit: 10 }), store.find('contact', { where: { caseId }, order: [{ by: 'at', down: true }], limit: 20 }),
      store.find('standingFact', { where: { subject: { in: [found.partyId, caseId] }, endedAt: null } }), caseFields(store, found),
    ]);
    const points = contactPoints.filter((point) => point.kind === 'phone');
    if (!party) return fail('case.unknown', 'the debtor of this case can not be read');
    const accounts = (await Promise.all(links.map((link) => store.get('account', link.accountId)))).filter((account) => account !== undefined);
    const names = new Map<Id, string>();
    for (const userId of new Set(contacts.map((contact) => contact.userId))) if (userId !== null) names.set(userId, (await store.get('user', userId))?.displayName ?? '');
    const talked = contacts.flatMap((contact) => contact.attemptId ?? []);
    const tallies = new Map((talked.length === 0 ? [] : await store.find('attempt', { where: { id: { in: talked } } })).map((one) => [one.id, one.statementsDue === null ? null : { due: one.statementsDue, said: one.statementsSaid ?? 0 }]));
    const callsToday = await store.find('attempt', { where: { partyId: found.partyId, openedAt: { gte: dayStart(zones, zone, now) ?? now } } });
    const overdue = accounts.map((account) => account.overdueSince).filter((date) => date !== null).sort()[0] ?? null;
    const days = daysPastDue(overdue, today);
    const name = vault.open('name', party.nameSealed);
    const pop: CasePop = {
      caseId, leadId, partyId: party.id, name, identityMasked: party.identitySealed === null ? null : maskEnd(vault.open('identity', party.identitySealed)),
      creditor: creditor?.name ?? '', state: found.state, risk: found.risk, stage: stageOf(days), daysPastDue: days,
      accounts: accounts.map((account) => ({ accountId: account.id, contractMasked: maskEnd(account.contract), product: account.product, currency: account.currency, principal: account.principal, interest: account.interest, penalty: account.penalty, fees: account.fees, total: account.principal + account.interest + account.penalty + account.fees, overdueSince: account.overdueSince })),
      phones: points.map((point) => ({ contactPointId: point.id, masked: point.masked, ownerRole: point.ownerRole, mayDial: DUTY_TO_PAY.has(point.ownerRole) && point.consent !== 'withdrawn', attemptsToday: placedOn(callsToday, point.valueIndex), offsets: this.#offsets(point.places?.zones ?? (point.region === null ? [] : this.#zonesOf(point.region)), now) })),
      promises: promises.map((promise) => ({ amount: promise.amount, currency: promise.currency, due: promise.due, state: promise.state })),
      history: contacts.map((contact) => ({ at: contact.at, channel: contact.channel, result: contact.result, note: contact.note, by: contact.userId === null ? null : names.get(contact.userId) ?? null, statements: tallies.get(contact.attemptId ?? '') ?? null })),
      facts: facts.map((fact) => fact.kind), offsets: await this.#whereabouts(contactPoints, facts, now), script: null, custom: found.custom, fields: fields.map(({ key, nameEn, nameZh }) => ({ key, nameEn, nameZh })),
    };
    return ok({ ...pop, script: script ? this.#script(script, pop, this.#campaign(leadId), today, agent) : null });
  }

  /** Every zone the debtor may be in: the union the gate asks. */
  async #whereabouts(points: readonly ContactPoint[], facts: readonly StandingFact[], now: Instant): Promise<readonly number[]> {
    const [first] = points.filter((point) => point.kind === 'phone');
    if (first === undefined) return [];
    const { store, zones } = this.floor.deps;
    const said = await store.find('standingFact', { where: { kind: 'whereabouts', subject: { in: points.flatMap((point) => [point.id, point.valueIndex]) }, endedAt: null } });
    const { where } = locate({ points, dialed: first, facts: [...facts, ...said], now, zonesOf: (country) => this.#zonesOf(country), known: (zone) => zones.has(zone) });
    return this.#offsets(where.zones.map((one) => one.zone), now);
  }
  #zonesOf(country: string): readonly string[] { return this.floor.deps.zonesOf?.(country) ?? []; }
  #offsets(zones: readonly string[], now: Instant): readonly number[] {
    return [...new Set(zones.flatMap((zone) => this.floor.deps.zones.offsetMinutes(zone, now) ?? []))].sort((a, b) => a - b);
  }

  #campaign(leadId: Id | null): string {
    const call = [...this.floor.calls.values()].find((one) => one.attempt.leadId === leadId);
    return call?.runner?.campaign.name ?? '';
  }

  /** Variables a script may use: those of `SCRIPT_SAMPLE` (usecases/liquid), money and dates as ready text. */
  #script(script: Script, pop: CasePop, campaign: string, today: LocalDate, agent: Agent | null): CasePop['script'] {
    const account = pop.accounts[0];
    const currency = account?.currency ?? 'CNY';
    const total = pop.accounts.reduce((sum, one) => sum + one.total, 0);
    const variables = {
      name: pop.name, creditor: pop.creditor, stage: pop.stage ?? '', daysPastDue: pop.daysPastDue ?? 0, total: formatMinor(total, currency, ','), currency, minimumDue: '', contract: account?.contractMasked ?? '', product: account?.product ?? '',
      collector: agent?.user.displayName ?? '', campaign, today, promise: pop.promises.find((promise) => promise.state === 'open')?.due ?? '', custom: pop.custom,
    };
    const fill = (body: string): string => { const filled = this.floor.deps.scripts.render(body, variables); return filled.ok ? filled.value : body; };
    return { name: script.name, zh: fill(script.bodyZh), en: fill(script.bodyEn) };
  }
}

const placedOn = (attempts: readonly Attempt[], index: string): number => attempts.filter((attempt) => attempt.phoneIndex === index && attempt.direction === 'outbound' && attempt.outcome !== 'not_placed').length;
const maskEnd = (text: string): string => (text.length <= 4 ? text : `${'*'.repeat(Math.min(8, text.length - 4))}${text.slice(-4)}`);
