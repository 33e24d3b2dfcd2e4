import type { Outcome } from '../../core/call/outcome.js';
import type { Attempt } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { SurveyedLeg, SwitchPort, SwitchSurvey } from '../ports/switch.js';
import type { Agent } from './agent.js';
import { Call, type CallEffects } from './call.js';
import type { Consults } from './consults.js';
import type { Floor } from './floor.js';
import { nothingFound, type Found } from './recovered.js';

/**
 * After a start or a gap: what the switch says exists is held against what we know. Calls in talk go on, waiting customers get
 * a collector or the message, orphans are hung up, open intents without a leg are closed as `unknown` (they count as placed and unanswered).
 */
export class Recovery {
  constructor(private readonly floor: Floor, private readonly effects: CallEffects, private readonly consults: Consults, private readonly agentOf: (userId: Id) => Promise<Agent | null>) {}

  /** Resolves with what was found when the node's legs and ours agree, null when it could not be told; the node is not dialed on before. `current`: the node did not go away meanwhile. */
  async reconcile(node: SwitchPort, current: () => boolean): Promise<Found | null> {
    const found = nothingFound();
    const survey = await node.survey();
    if (survey === 'unknown' || !current()) return null;
    const alive = new Set(survey.legs.map((one) => one.leg));
    const answered = new Set(survey.legs.filter((one) => one.answered).map((one) => one.leg));
    const talking = new Map<string, string>();
    for (const [a, b] of survey.bridges) { talking.set(a, b); talking.set(b, a); }
    this.#joined = talking;
    for (const agent of [...this.floor.agents.values()]) if (agent.node === node.node) this.#checkAgent(agent, alive, answered, talking);
    const adopted = await this.#adoptAgents(node, survey, talking, current, found);
    for (const leg of [...this.floor.outside.values()]) if (leg.node === node && !alive.has(leg.attempt.legId) && leg.attempt.openedAt < survey.at) leg.end(null);
    for (const call of [...this.floor.calls.values()]) if (call.node === node) this.#checkCall(call, survey, talking);
    this.consults.reconcile(node.node, talking);
    await this.#adoptCustomers(node, survey, talking, current, found);
    // Two collectors' lines that talk to each other about a customer who is no more: nobody else would part them.
    if (current()) for (const agent of adopted) if (agent.call === null) this.#renew(agent);
    // A number's line that nobody of ours brought in was hung up above: nothing more will be heard of it.
    const gone = survey.legs.filter((one) => one.variables.dunwell_kind === 'outside' && !this.floor.outside.has(one.leg));
    for (const one of gone) alive.delete(one.leg);
    if (current()) found.intents = await this.#closeIntents(node, alive, answered);
    return current() ? found : null;
  }

  /** Who talks to whom, by the last survey. */
  #joined: ReadonlyMap<string, string> = new Map();

  #checkAgent(agent: Agent, alive: ReadonlySet<string>, answered: ReadonlySet<string>, talking: ReadonlyMap<string, string>): void {
    const { leg } = agent.leg;
    // Our own uuids: a leg that is there is ours, whatever the switch says of itself.
    if (leg === null) return;
    if (alive.has(leg)) {
      // Raised in the gap, its PARK unheard: given up here, so that `adoptAgents` hangs it up, and raised anew.
      if (agent.leg.state === 'raising' && answered.has(leg)) agent.leg.apply('gone');
      return;
    }
    const { call } = agent;
    agent.leg.apply('switchLost');
    if (call && this.consults.lineLost(call, agent, true)) return;
    if (call?.agent !== agent || !alive.has(call.leg)) return;
    // The switch parked the customer when the line died; the event was lost, and a second park would break the leg.
    if (call.state === 'talking' && call.conference === null && !talking.has(call.leg)) call.facts.inPark = true;
    call.apply('agentLegGone');
  }

  #checkCall(call: Call, survey: SwitchSurvey, talking: ReadonlyMap<string, string>): void {
    const found = survey.legs.find((one) => one.leg === call.leg);
    // Attempts on their way to the disk have no leg yet; of one placed after the survey began it says nothing.
    if (!found && (!call.facts.placed || (call.facts.sentAt ?? call.attempt.openedAt) >= survey.at)) return;
    if (!found) { call.apply('legsLost'); return; }
    // Answered while we were away: they wait since then, and that is counted.
    if (found.answered && call.facts.answeredAt === null && (call.state === 'intent' || call.state === 'ringing')) {
      call.facts.answeredAt = found.createdAt;
      call.facts.inPark = true;
      call.apply('answered');
      call.apply('parked');
    }
    // Whoever they were handed to is gone, and they were put back into park unheard.
    if (call.state === 'away' && !talking.has(call.leg)) { call.apply('parked'); return; }
    // They talk to them: the word of that bridge, or the disarming at it, may have been lost with the connection.
    if (call.state === 'away') { call.apply('bridged'); return; }
    // Its bridge ended while we were away: park_after_bridge has put it in park, and the event was lost.
    if (call.state === 'talking' && call.conference === null && !talking.has(call.leg)) { call.facts.inPark = true; call.apply('agentLegGone'); }
    // The disarming at the bridge may have been lost with the connection.
    if (call.state === 'talking' && talking.has(call.leg)) void call.node.disarmDeadMan(call.leg);
    if (call.state === 'bridging' && talking.has(call.leg)) { call.facts.joinedAt = this.floor.deps.clock.now(); call.facts.bridgedAt ??= call.facts.joinedAt; call.apply('bridged'); }
  }

  /** A line whose talk has no owner is hung up, and raised anew for whoever works. */
  #renew(agent: Agent): void {
    agent.leg.apply('unwanted');
    if (agent.state !== 'offline') agent.leg.apply('wanted');
  }

  async #adoptAgents(node: SwitchPort, survey: SwitchSurvey, talking: ReadonlyMap<string, string>, current: () => boolean, found: Found): Promise<readonly Agent[]> {
    const adopted: Agent[] = [];
    for (const one of survey.legs) {
      const userId = one.variables.dunwell_agent;
      if (one.variables.dunwell_kind !== 'agent' || userId === undefined) continue;
      // A leg that was given up in the gap is remembered by name, but is nobody's line any more.
      if (this.floor.agentByLeg.get(one.leg)?.leg.leg === one.leg) continue;
      const agent = await this.agentOf(userId);
      if (!current()) return adopted;
      if (!agent || agent.leg.leg !== null) { found.orphans += 1; void node.kill(one.leg, 'NORMAL_CLEARING'); continue; }
      // What a line that talks to nobody is in can't be known (rows go stale, and a second uuid_park breaks it): it is raised anew.
      if (!talking.has(one.leg)) { found.linesRaisedAnew += 1; void node.kill(one.leg, 'NORMAL_CLEARING'); continue; }
      found.lines += 1;
      agent.node = node.node;
      agent.leg.adopt(one.leg);
      adopted.push(agent);
    }
    return adopted;
  }

  async #adoptCustomers(node: SwitchPort, survey: SwitchSurvey, talking: ReadonlyMap<string, string>, current: () => boolean, found: Found): Promise<void> {
    for (const one of survey.legs) {
      const kind = one.variables.dunwell_kind;
      if (kind === 'outside' || kind === 'supervisor') { if (!this.floor.outside.has(one.leg)) { found.orphans += 1; void node.kill(one.leg, 'NORMAL_CLEARING'); } continue; }
      if (kind !== 'customer' || this.floor.byLeg.has(one.leg)) continue;
      const attempt = one.variables.dunwell_attempt === undefined ? undefined : await this.floor.deps.store.get('attempt', one.variables.dunwell_attempt);
      if (!current()) return;
      if (this.floor.byLeg.has(one.leg)) continue;
      if (attempt?.outcome !== null || this.floor.doomed.has(one.leg)) { found.orphans += 1; void node.kill(one.leg, 'NORMAL_CLEARING'); continue; }
      // A campaign that was stopped meanwhile runs no more, but its talks end by its rules.
      const stopped = attempt.campaignId === null || this.floor.runners.has(attempt.campaignId) ? undefined : await this.floor.deps.store.get('campaign', attempt.campaignId);
      if (!current()) return;
      if (this.floor.byLeg.has(one.leg)) continue;
      found[this.#adopt(node, one, attempt, this.#peer(one, talking), this.#asker(one, attempt, talking))] += 1;
      const call = this.floor.byLeg.get(one.leg);
      if (call && stopped) call.wrapUp = stopped.settings.wrapUp.limit;
    }
  }
  /** Of a customer in park: their collector, whose line is found in talk with somebody else's. Only a consultation leaves them so. */
  #asker(one: SurveyedLeg, attempt: Attempt, talking: ReadonlyMap<string, string>): Agent | null {
    if (talking.has(one.leg) || attempt.bridgedAt === null || attempt.userId === null) return null;
    const agent = this.floor.agents.get(attempt.userId);
    return agent?.call === null && agent.leg.state === 'busy' && agent.leg.leg !== null && talking.has(agent.leg.leg) ? agent : null;
  }
  #peer(one: SurveyedLeg, talking: ReadonlyMap<string, string>): Agent | null {
    const other = talking.get(one.leg);
    return other === undefined ? null : this.floor.agentByLeg.get(other) ?? null;
  }

  #adopt(node: SwitchPort, one: SurveyedLeg, attempt: Attempt, agent: Agent | null, asker: Agent | null): 'talking' | 'waiting' | 'ended' {
    const now = this.floor.deps.clock.now();
    const runner = attempt.campaignId === null ? null : this.floor.runners.get(attempt.campaignId) ?? null;
    const call = new Call({ ...attempt, legId: one.leg }, node, runner, this.effects, now);
    call.facts.rangAt = attempt.rangAt;
    call.facts.answeredAt = attempt.answeredAt ?? (one.answered ? one.createdAt : null);
    call.facts.bridgedAt = attempt.bridgedAt;
    call.inbound = attempt.direction === 'inbound';
    const trunk = attempt.trunk === null ? undefined : this.floor.trunks.byGateway(node.node, attempt.trunk);
    if (trunk) call.token = this.floor.trunks.occupy(trunk, call.inbound ? null : attempt.rate);
    this.floor.addCall(call);
    // What the dead process did not get to write: whose talk it is, so that they can file it.
    const talk = agent === null ? {} : { userId: agent.user.id, bridgedAt: attempt.bridgedAt ?? now };
    call.attempt = { ...call.attempt, ...talk };
    this.floor.journal.note(attempt.id, 'adopted', { talking: agent !== null }, { ...(call.facts.answeredAt === null ? {} : { answeredAt: call.facts.answeredAt }), ...talk });
    if (agent) {
      call.state = 'talking';
      call.facts.connectedOnce = true;
      call.facts.bridgedAt ??= now;
      call.facts.waitMs = attempt.waitMs;
      call.agent = agent;
      agent.call = call;
      agent.state = 'talking';
      this.floor.spells.changed(agent);
      void node.disarmDeadMan(one.leg);
      agent.tell();
      return 'talking';
    }
    if (asker) {
      this.#takeBack(call, node, attempt, asker);
      return 'talking';
    }
    if (!one.answered) { call.state = 'ringing'; call.apply('hangUpAsked'); return 'ended'; }
    call.facts.connectedOnce = attempt.bridgedAt !== null;
    // They wait since their answer, and that is counted: a collector who is free now is given them, else the message comes at once.
    // Who talked before may wait for another collector, as when a line drops; at the bridge their dead-man was taken off.
    if (call.facts.connectedOnce) void node.armDeadMan(one.leg, this.floor.deps.settings.deadMan + this.floor.deps.settings.rescueSeekFor);
    call.facts.clearedAt = now;
    call.state = 'screening';
    call.apply('cleared');
    return 'waiting';
  }

  /** On hold while their collector asked somebody: that is over, and they go back as soon as the collector's line is in park. */
  #takeBack(call: Call, node: SwitchPort, attempt: Attempt, asker: Agent): void {
    const other = asker.leg.leg === null ? undefined : [...this.floor.agents.values()].find((one) => one !== asker && one.call === null && one.leg.state === 'busy' && one.node === node.node && this.#joined.get(asker.leg.leg ?? '') === one.leg.leg);
    call.state = 'held';
    call.facts.inPark = true;
    call.facts.connectedOnce = true;
    call.facts.joinedAt = attempt.bridgedAt;
    call.facts.waitMs = attempt.waitMs;
    call.agent = asker;
    asker.call = call;
    asker.state = 'talking';
    asker.tell();
    // Their line ends the talk; of a number, `adoptCustomers` hangs it up. Either way the asker's comes back into park by itself.
    if (other) this.#renew(other);
    call.apply('holdTick');
    this.consults.resume(call, asker);
  }

  /** Attempts that were begun and whose leg is nowhere: closed by what the journal knows of them. */
  async #closeIntents(node: SwitchPort, alive: ReadonlySet<string>, answered: ReadonlySet<string>): Promise<number> {
    const { store, clock } = this.floor.deps;
    // What is being opened in this moment is ours; what lies further off, ahead too, was opened by a process whose clock was wrong.
    const open = (await store.find('attempt', { where: { outcome: null }, limit: 10_000 })).filter((attempt) => Math.abs(clock.now() - attempt.openedAt) > 1_000);
    const closing: Promise<unknown>[] = [];
    for (const attempt of open) {
      // A node that was taken out of the settings will never be asked; what is begun there ends with the first that answers.
      if (attempt.node !== node.node && this.floor.node(attempt.node) !== undefined) continue;
      if (alive.has(attempt.legId) || this.floor.calls.has(attempt.id) || this.floor.settling.has(attempt.id) || this.floor.outside.has(attempt.legId)) continue;
      const campaign = attempt.campaignId === null ? undefined : this.floor.runners.get(attempt.campaignId)?.campaign ?? await store.get('campaign', attempt.campaignId);
      const outcome: Outcome = attempt.bridgedAt !== null || (attempt.mode === 'transfer' && answered.has(attempt.legId)) ? 'human' : attempt.answeredAt !== null ? 'abandoned' : 'unknown';
      // All at once: they share commits, and dialing waits for the last of them.
      const now = clock.now();
      closing.push(store.run('settleAttempt', { attemptId: attempt.id, at: now, outcome, settings: campaign?.settings ?? null, awaitDisposition: false, facts: { blame: 'us', ...(outcome === 'abandoned' ? { abandonedBy: 'us' as const } : {}) } }).then(({ settled }) => {
        // Its call may have ended a moment ago, and its own settlement was on the way to the disk.
        if (!settled) return;
        this.floor.deps.metrics.count('dunwell_attempts_total', { campaign: campaign?.name ?? 'none', outcome });
        if (attempt.rate !== null && attempt.trunk !== null && attempt.answeredAt !== null) this.floor.trunks.charge(attempt.node, attempt.trunk, attempt.rate, now - attempt.answeredAt, now);
      }));
    }
    await Promise.all(closing);
    return closing.length;
  }
}
