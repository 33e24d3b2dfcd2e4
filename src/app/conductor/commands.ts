import { lawfulCallbackAt } from '../store/moves/callbacks.js';
import type { VerifyCheck } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer } from '../conductor-api.js';
import type { DeskCommand } from '../ports/desk.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import type { HandDialing } from './hand-dialing.js';
import type { Messages } from './messages.js';
import { moveOn } from './settle.js';
import type { ThirdParties } from './third-parties.js';

const DONE: CommandAnswer = { kind: 'done' };

/** What a collector asks through the desk, one method a wish; every refusal has a code and changes nothing. */
export class DeskCommands {
  constructor(private readonly floor: Floor, private readonly hand: HandDialing, private readonly third: ThirdParties, private readonly messages: Messages) {}

  async run(agent: Agent, command: DeskCommand): Promise<Result<CommandAnswer>> {
    switch (command.type) {
      case 'ready': return this.#ready(agent);
      case 'readyIn': return this.#readyIn(agent, command.seconds);
      case 'pause': return this.#pause(agent, command.reason);
      case 'logout': return agent.apply('logoutAsked') ? ok(DONE) : fail('agent.busy', 'not possible now');
      case 'hangUp': return this.#onCall(agent, command.attemptId, (call) => {
        // Whoever was brought into a three-way call hangs up for themselves only.
        if (this.third.leave(call, agent)) return ok(DONE);
        call.facts.hangupBy = 'collector';
        call.apply('hangUpAsked');
        return ok(DONE);
      });
      case 'hold': return this.#talking(agent, command.attemptId, async (call) => {
        const reply = await call.node.hold(call.leg, command.on);
        return reply.kind === 'ok' ? ok(DONE) : fail('switch.refused', `the switch did not hold the call: ${reply.why}`);
      });
      case 'digits': return this.#talking(agent, command.attemptId, async (call) => {
        if (!/^[0-9*#A-D]{1,32}$/.test(command.digits)) return fail('digits.invalid', 'digits are 0-9, *, #, A-D, at most 32', '/digits');
        const reply = await call.node.sendDigits(call.leg, command.digits);
        return reply.kind === 'ok' ? ok(DONE) : fail('switch.refused', `the digits were not sent: ${reply.why}`);
      });
      case 'verify': return this.#talking(agent, command.attemptId, (call) => Promise.resolve(this.#verify(agent, call, command.checks)));
      case 'said': return this.#said(agent, command);
      case 'transferAgent': return this.#talking(agent, command.attemptId, (call) => Promise.resolve(this.third.toAgent(call, agent, command.userId)));
      case 'transferNumber': return this.#talking(agent, command.attemptId, (call) => this.third.toNumber(call, agent, command.number));
      case 'transferTeam': return this.#talking(agent, command.attemptId, (call) => this.third.consults.toTeam(call, agent, command.teamId));
      case 'consult': return this.#talking(agent, command.attemptId, (call) => this.third.consults.ask(call, agent, command));
      case 'consultThen': return this.#onCall(agent, command.attemptId, (call) => this.third.consults.then(call, agent, command.then));
      case 'conference': return this.#talking(agent, command.attemptId, (call) => this.third.conference(call, agent, command));
      case 'manualDial': return this.hand.manual(agent, command);
      case 'previewTake': return this.hand.takePreview(agent, command.leadId, command.contactPointId);
      case 'previewSkip': return this.hand.skipPreview(agent, command.leadId, command.reason);
      case 'dropVoicemail': return this.#onCall(agent, command.attemptId, (call) => {
        if (this.third.consults.has(call)) return fail('call.consulting', 'you are asking somebody about this call: end that first');
        if (!call.takes('voicemailAsked')) return fail('call.not_talking', 'only a connected call can be left to the message');
        call.facts.machine = true;
        call.facts.hangupBy = 'collector';
        call.apply('voicemailAsked');
        return ok(DONE);
      });
      case 'dispose': return this.#dispose(agent, command);
      case 'messageRead': return this.messages.read(agent, command.messageId);
      case 'note': return this.#note(agent, command.caseId, command.text);
    }
  }

  #ready(agent: Agent): Result<CommandAnswer> {
    if (!agent.user.desk) return fail('agent.no_phone', 'no phone is set up for you: ask an administrator');
    if (agent.state === 'wrapUp' && agent.wrapUpOf !== null) {
      // Asking for the next call ends the wrap-up; the disposition may still come.
      agent.after = 'ready';
      this.wrapUpOver(agent);
      return ok(DONE);
    }
    return agent.apply('readyAsked') ? ok(DONE) : fail('agent.busy', 'not possible now');
  }

  /** Says when this wrap-up, or the one after this call, will be over: the forecast counts on it. */
  #readyIn(agent: Agent, seconds: number): Result<CommandAnswer> {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 120) return fail('ready.seconds', 'must be whole seconds from 1 to 120', '/seconds');
    if (agent.state !== 'talking' && agent.state !== 'wrapUp') return fail('agent.no_wrap_up', 'only during a call or the wrap-up after it');
    agent.apply('readyAsked');
    agent.announceReady(seconds * 1000);
    return ok(DONE);
  }

  async #pause(agent: Agent, reason: string): Promise<Result<CommandAnswer>> {
    const known = await this.floor.deps.store.find('pauseReason', { where: { enabled: true } });
    if (known.length > 0 && !known.some((one) => one.code === reason)) return fail('pause.unknown_reason', `no pause reason ${reason}`, '/reason');
    return agent.apply('pauseAsked', reason) ? ok(DONE) : fail('agent.busy', 'not possible now');
  }

  /** The wrap-up clock ran out, or the next call was asked for: the lead moves on by its outcome. */
  wrapUpOver(agent: Agent): void {
    const { deps } = this.floor;
    const of = agent.wrapUpOf;
    if (of) {
      const settings = of.campaignId === null ? null : this.floor.runners.get(of.campaignId)?.settings ?? null;
      if (of.campaignId !== null) moveOn(this.floor, of.attemptId, of.campaignId);
      if (settings?.wrapUp.then === 'paused' && agent.readyAt === null && agent.after === 'ready' && agent.wrapUpUntil !== null && deps.clock.now() >= agent.wrapUpUntil) agent.after = 'paused';
    }
    agent.finish();
  }

  async #dispose(agent: Agent, command: DeskCommand & { type: 'dispose' }): Promise<Result<CommandAnswer>> {
    const { deps } = this.floor;
    const attempt = await deps.store.get('attempt', command.attemptId);
    if (!attempt || !sharesEntity(agent, attempt.entityId)) return fail('attempt.unknown', 'no such call');
    const runner = attempt.campaignId === null ? undefined : this.floor.runners.get(attempt.campaignId);
    const settings = runner?.settings ?? (attempt.campaignId === null ? null : (await deps.store.get('campaign', attempt.campaignId))?.settings ?? null);
    if (command.callback && settings) {
      const lawful = lawfulCallbackAt(deps, settings, command.callback.at);
      if (lawful !== command.callback.at) return fail('callback.unlawful', lawful === null ? 'no lawful time was found' : `not a lawful time to call; the next is ${new Date(lawful).toISOString()}`, '/callback/at');
    }
    this.floor.journal.flush();
    const now = deps.clock.now();
    const disposed = await deps.store.run('disposeAttempt', {
      attemptId: attempt.id, userId: agent.user.id, at: now, code: command.code, note: command.note?.trim().slice(0, 4_000) ?? null, promise: command.promise ?? null,
      plan: command.plan ? { count: command.plan.count, start: command.plan.start, rhythm: command.plan.rhythm, principal: command.plan.principal ?? null } : null,
      callback: command.callback ? { at: command.callback.at, mine: command.callback.mine, contactPointId: command.callback.contactPointId ?? null, note: command.callback.note?.slice(0, 500) ?? null } : null,
      settings, anyAttempt: agent.user.role === 'administrator' || (agent.user.role === 'supervisor' && agent.user.entityId === attempt.entityId), today: this.floor.today(settings?.zone),
    });
    // Whose call it was is among the lines that wait: it is theirs as soon as those are written.
    if (!disposed.ok && disposed.error.code === 'call.not_yours' && this.floor.journal.refused) return fail('store.refused', 'the database takes nothing now, so nothing was saved: keep what you typed and send it again');
    if (!disposed.ok) return disposed;
    const live = this.floor.calls.get(attempt.id);
    if (live) live.attempt = { ...live.attempt, dispositionCode: command.code };
    deps.desk.push(agent.user.id, { type: 'disposed', at: now, attemptId: attempt.id, code: command.code });
    if (disposed.value.promiseId !== null) this.floor.trends.promised();
    const { fact } = disposed.value;
    if (fact !== null) this.floor.forbid({ ...(fact.phoneIndex === null ? {} : { phoneIndex: fact.phoneIndex }), ...(fact.partyId === null ? {} : { partyId: fact.partyId }) }, fact.kind, attempt.id);
    if (disposed.value.callbackId !== null) runner?.hopper.wake();
    // Whoever said when they are ready is ready then: filing does not end it sooner, or the forecast was told wrong.
    if (agent.wrapUpOf?.attemptId === attempt.id && agent.readyAt === null) agent.finish();
    return ok({ kind: 'disposed', attemptId: attempt.id, promiseId: disposed.value.promiseId, planId: disposed.value.planId, callbackId: disposed.value.callbackId });
  }

  async #note(agent: Agent, caseId: Id, text: string): Promise<Result<CommandAnswer>> {
    const { deps } = this.floor;
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.length > 4_000) return fail('note.length', 'a note has 1 to 4 000 characters', '/text');
    const found = await deps.store.get('case', caseId);
    if (!found || !sharesEntity(agent, found.entityId)) return fail('case.unknown', 'no such case');
    const noted = await deps.store.run('writeCaseNote', { caseId, userId: agent.user.id, text: trimmed, at: deps.clock.now() });
    return noted.ok ? ok({ kind: 'noted', contactId: noted.value.contactId }) : noted;
  }

  /** Said once is enough; said again with other checks, both stand in the journal. */
  #verify(agent: Agent, call: Call, checks: readonly VerifyCheck[]): Result<CommandAnswer> {
    if (checks.length === 0) return fail('verify.checks', 'say what was checked', '/checks');
    const { deps } = this.floor;
    const at = deps.clock.now();
    call.facts.verified = { at, by: agent.user.id, checks };
    this.floor.journal.note(call.attempt.id, 'verified', { by: agent.user.id, checks });
    deps.desk.push(agent.user.id, { type: 'verified', at, attemptId: call.attempt.id, checks });
    return ok(DONE);
  }

  /** Said late is said, too: the journal has the time. After the wrap-up nothing is ticked any more. */
  async #said(agent: Agent, { attemptId, statement, on }: DeskCommand & { type: 'said' }): Promise<Result<CommandAnswer>> {
    if (agent.call?.attempt.id !== attemptId && agent.wrapUpOf?.attemptId !== attemptId) return fail('call.not_yours', 'this call is not yours');
    const said = await this.floor.statements.say(attemptId, agent.user.id, statement, on);
    if (!said.ok) return said;
    this.floor.deps.desk.push(agent.user.id, { type: 'said', at: this.floor.deps.clock.now(), attemptId, statements: said.value });
    return ok(DONE);
  }

  #onCall(agent: Agent, attemptId: Id, act: (call: Call) => Result<CommandAnswer>): Result<CommandAnswer> {
    const call = this.floor.calls.get(attemptId);
    if (!call || !sharesEntity(agent, call.attempt.entityId)) return fail('call.unknown', 'this call is over');
    if (agent.call !== call) return fail('call.not_yours', 'this call is not yours');
    return act(call);
  }
  #talking(agent: Agent, attemptId: Id, act: (call: Call) => Promise<Result<CommandAnswer>>): Promise<Result<CommandAnswer>> | Result<CommandAnswer> {
    const call = this.floor.calls.get(attemptId);
    if (!call || !sharesEntity(agent, call.attempt.entityId)) return fail('call.unknown', 'this call is over');
    if (agent.call !== call) return fail('call.not_yours', 'this call is not yours');
    // Whoever is only asked about it acts on their own line, not on the customer.
    if (this.third.consults.isAsked(call, agent)) return fail('call.not_yours', 'this call is not yours');
    return call.state === 'talking' ? act(call) : fail('call.not_talking', 'the call is not connected');
  }
}

/** What another entity has is nothing to a desk: told as what isn't there, in the same words. */
const sharesEntity = (agent: Agent, entityId: Id): boolean => entityId === agent.user.entityId || agent.user.role === 'administrator';
