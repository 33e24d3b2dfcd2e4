import { fail, ok, type Result } from '../../core/result.js';
import type { CampaignState } from '../../core/records/index.js';
import type { Id, Millis } from '../../core/units.js';
import type { CommandAnswer, Conductor, ForbidNotice, LiveView, LoadView, PacingView, PresentView, SteerWish, WhyNot } from '../conductor-api.js';
import type { CasePop, DeskCommand, DeskEvent } from '../ports/desk.js';
import type { SwitchEvent, SwitchPort } from '../ports/switch.js';
import type { Timer } from '../ports/system.js';
import { Agent } from './agent.js';
import { CallConductor } from './call-effects.js';
import { Closing, CLOSING } from './closing.js';
import { DeskCommands } from './commands.js';
import type { ConductorDeps } from './deps.js';
import { deskDestination, type DeskLegHost } from './desk-leg.js';
import { OutsideDialer } from './dialer.js';
import { DialingTurn } from './dialing-turn.js';
import { endLongCalls } from './destination.js';
import { EventRouter } from './events.js';
import { Floor } from './floor.js';
import { tellGauges } from './gauges.js';
import { HandDialing } from './hand-dialing.js';
import { Inbound } from './inbound.js';
import { lastDay } from './ledger.js';
import { liveView, presentView } from './live.js';
import { LoadGuard } from './load.js';
import { Messages } from './messages.js';
import { Monitor } from './monitor.js';
import { Nodes } from './nodes.js';
import { PacingMemory } from './pacing-memory.js';
import { pacingView } from './pacing-view.js';
import { Popper } from './pop.js';
import { Recovery } from './recovery.js';
import { Reminders } from './reminders.js';
import { CampaignRunner } from './runner.js';
import { Segments } from './segments.js';
import { Settlement } from './settlement.js';
import { ThirdParties } from './third-parties.js';
import { Turns } from './turns.js';
import { whyNot } from './why.js';

export { DEFAULT_CONDUCTOR_SETTINGS, type ConductorDeps, type ConductorSettings } from './deps.js';

export function createConductor(deps: ConductorDeps): Conductor { return new LiveConductor(deps); }

const STEERED: Readonly<Record<SteerWish['state'], string>> = { ready: 'made you ready', paused: 'paused you', offline: 'ends your shift after what you are doing' };
const LAST_WORDS = 200;
/** Would this wish place a call? */
const dialsOut = (command: DeskCommand): boolean => command.type === 'manualDial' || command.type === 'previewTake' || command.type === 'transferNumber' || ((command.type === 'conference' || command.type === 'consult') && command.number !== undefined);
/** Wires the parts together: switches' events in, desks' wishes in, a tick; and the questions others may ask. */
class LiveConductor implements Conductor {
  readonly #floor: Floor;
  readonly #nodes: Nodes;
  readonly #effects: CallConductor;
  readonly #popper: Popper;
  readonly #dialer: OutsideDialer;
  readonly #hand: HandDialing;
  readonly #third: ThirdParties;
  readonly #commands: DeskCommands;
  readonly #inbound: Inbound;
  readonly #monitor: Monitor;
  readonly #messages: Messages;
  readonly #memory: PacingMemory;
  readonly #timers: Timer[] = [];
  readonly #detach: (() => void)[] = [];
  /** Standing legs waiting for their turn to be raised. */
  readonly #raises: Turns;
  readonly #closing: Closing;
  readonly #guard: LoadGuard;
  #kicked: Timer | null = null;
  readonly #turn: DialingTurn;

  constructor(private readonly deps: ConductorDeps) {
    const floor = new Floor(deps);
    this.#floor = floor;
    this.#raises = new Turns(deps.clock, Math.max(5, 1000 / deps.settings.deskLegsPerSecond));
    this.#closing = new Closing(floor);
    this.#guard = new LoadGuard(floor, deps);
    floor.load = this.#guard;
    this.#popper = new Popper(floor);
    const settlement = new Settlement(floor);
    this.#effects = new CallConductor(floor, settlement, this.#popper);
    this.#dialer = new OutsideDialer(floor, this.#effects, settlement);
    this.#hand = new HandDialing(floor, this.#dialer, this.#popper);
    this.#third = new ThirdParties(floor, this.#effects);
    this.#monitor = new Monitor(floor);
    this.#messages = new Messages(floor);
    this.#memory = new PacingMemory(deps);
    const { consults } = this.#third;
    this.#effects.onHeld = (call) => consults.held(call);
    this.#effects.onLineBack = (agent) => consults.lineBack(agent);
    this.#effects.onLeft = (call) => consults.callGone(call);
    settlement.onOver = (call) => { this.#third.callOver(call); this.#monitor.callOver(call); };
    this.#commands = new DeskCommands(floor, this.#hand, this.#third, this.#messages);
    this.#nodes = new Nodes(floor, new Recovery(floor, this.#effects, consults, (userId) => this.#agent(userId)), { placeAgents: () => this.#placeAgents(), kick: () => this.#kick() });
    this.#turn = new DialingTurn(floor, this.#nodes);
    this.#inbound = new Inbound(floor, this.#effects);
    const router = new EventRouter(floor, {
      nodeUp: (node, same) => void this.#nodes.up(node, same), nodeDown: (node, why) => this.#nodes.down(node, why),
      inbound: (node, event) => this.#inboundCall(node, event), stray: (node, leg) => void node.kill(leg, 'NORMAL_CLEARING'),
      lineLost: (call, agent) => this.#third.lineLost(call, agent), linesJoined: (leg, other) => consults.bridged(leg, other), playedOut: (agent) => consults.playedOut(agent),
    });
    for (const node of deps.switches) this.#detach.push(router.attach(node));
  }

  async start(): Promise<void> {
    const { store, clock, settings } = this.deps;
    const [reminders, segments] = [new Reminders(this.#floor), new Segments(this.#floor)];
    await store.run('endLeftSpells', { now: clock.now() });
    this.#floor.trunks.load(await store.find('trunk', {}));
    for (const { trunk, since } of this.#floor.trunks.limited(clock.now())) this.#floor.trunks.restore(trunk.id, await store.run('spentOn', { node: trunk.node, gateway: trunk.gateway, since }), clock.now());
    await store.run('releaseClaims', { now: clock.now() });
    await store.run('releaseLeftDialing', { at: clock.now() });
    for (const campaign of await store.find('campaign', { where: { state: { in: ['running', 'paused', 'draining'] } } })) await this.#load(campaign.id);
    await this.#floor.spells.restore();
    for (const node of this.deps.switches) node.start();
    this.#timers.push(clock.every(settings.tick, () => this.#tick()), clock.every(5_000, () => void this.#nodes.watchGateways()), clock.every(1_000, () => { this.#guard.look(); this.#floor.trends.look(); tellGauges(this.#floor, this.#raises.size); endLongCalls(this.#floor); }),
      clock.every(5_000, () => { reminders.look().catch((error: unknown) => this.deps.log.error({ error: String(error) }, 'callbacks due could not be read')); }),
      clock.every(2_000, () => void segments.look()),
      clock.every(60_000, () => { this.#floor.spells.look(); }),
      clock.every(60_000, () => void this.#memory.save(this.#floor.runners.values())),
      clock.every(30_000, () => { store.run('releaseClaims', { expiredBefore: clock.now(), now: clock.now() }).catch((error: unknown) => this.deps.log.error({ error: String(error) }, 'expired claims could not be released')); }));
  }

  close(wait: Millis): Promise<number> {
    for (const runner of this.#floor.runners.values()) this.#hand.withdrawAll(runner, CLOSING.text);
    return this.#closing.begin(wait);
  }
  hurry(): void { this.#closing.hurry(); }

  async stop(): Promise<void> {
    this.#floor.stopping = true;
    for (const timer of this.#timers) timer.cancel();
    this.#raises.stop();
    this.#kicked?.cancel();
    for (const runner of this.#floor.runners.values()) runner.hopper.drop(() => true);
    for (const call of [...this.#floor.calls.values()]) if (call.takes('cancelAsked')) call.apply('cancelAsked');
    // Cancelled calls say goodbye within moments; calls in talk stay with the switch and are adopted at the next start.
    for (let waited = 0; waited < 20 && [...this.#floor.calls.values()].some((call) => call.state === 'closing'); waited += 1) await new Promise<void>((resolve) => { this.deps.clock.after(100, resolve); });
    await this.#hangUpLines();
    this.#floor.journal.flush();
    await this.#floor.spells.end();
    await this.#memory.save(this.#floor.runners.values());
    for (const detach of this.#detach) detach();
    for (const node of this.deps.switches) await node.stop();
  }

  /** Lines nobody talks on: no phone is left off the hook by a server that is gone. Whoever talks keeps theirs. */
  async #hangUpLines(): Promise<void> {
    const idle = [...this.#floor.agents.values()].filter((agent) => agent.call === null && agent.leg.leg !== null);
    for (const agent of idle) agent.leg.apply('unwanted');
    // The last words on a connection that is closed next must have left by then.
    if (idle.length > 0) await new Promise<void>((resolve) => { this.deps.clock.after(LAST_WORDS, resolve); });
  }

  async command(userId: Id, command: DeskCommand): Promise<Result<CommandAnswer>> {
    const agent = await this.#agent(userId);
    if (!agent?.user.enabled) return fail('user.unknown', 'no such user');
    if (this.#floor.stopping && dialsOut(command)) return fail(CLOSING.code, CLOSING.text);
    if (agent.preview !== null && (command.type === 'pause' || command.type === 'logout')) this.#hand.withdrawFrom(agent, 'the collector left');
    if (command.type === 'ready') { agent.desk = true; this.#place(agent); }
    return this.#commands.run(agent, command);
  }

  async deskOpened(userId: Id): Promise<readonly DeskEvent[]> {
    const agent = await this.#agent(userId);
    if (!agent) return [];
    agent.desk = true;
    const events: DeskEvent[] = [agent.picture()];
    const { call } = agent;
    if (call) {
      const pop = call.attempt.caseId === null ? null : await this.#popper.read(call.attempt.caseId, call.attempt.leadId, agent, call.runner?.scriptFor(call.attempt.stage) ?? null);
      events.push({ type: 'reserved', at: call.since, call: this.#popper.card(call), pop: pop?.ok ? pop.value : null });
      if (call.state === 'talking' || call.held) events.push({ type: 'connected', at: call.facts.joinedAt ?? call.facts.bridgedAt ?? call.since, attemptId: call.attempt.id });
      const { verified } = call.facts;
      events.push(...this.#third.consults.picture(agent));
      // Another collector's word is not this one's: after a transfer it is asked again.
      if (verified?.by === userId) events.push({ type: 'verified', at: verified.at, attemptId: call.attempt.id, checks: verified.checks });
      events.push(...await this.#said(call.attempt.id, userId));
    } else if (agent.wrapUpOf) {
      const shown = await this.#popper.wrapUp(agent.wrapUpOf.attemptId, agent);
      if (shown) events.push({ type: 'reserved', at: this.deps.clock.now(), ...shown }, ...await this.#said(agent.wrapUpOf.attemptId, userId));
    }
    events.push(...await this.#messages.unread(userId));
    if (agent.free) this.#agentFree(agent);
    return events;
  }
  async #said(attemptId: Id, userId: Id): Promise<readonly DeskEvent[]> {
    const statements = await this.#floor.statements.of(attemptId, userId);
    return statements === null ? [] : [{ type: 'said', at: this.deps.clock.now(), attemptId, statements }];
  }
  deskGone(userId: Id): void {
    const agent = this.#floor.agents.get(userId);
    if (!agent) return;
    agent.desk = false;
    this.#hand.withdrawFrom(agent, 'the desk is gone');
    agent.apply('deskGone', 'desk gone');
  }

  async campaign(action: 'start' | 'pause' | 'drain' | 'stop', campaignId: Id, by: Id): Promise<Result<{ readonly state: CampaignState }>> {
    const { deps } = this;
    if (action === 'start') {
      if (this.#floor.stopping) return fail(CLOSING.code, CLOSING.text);
      const node = await this.#nodes.forCampaign(campaignId);
      if (!node.ok) return node;
    }
    const moved = await deps.store.run('moveCampaign', { campaignId, event: action, by, at: deps.clock.now() });
    if (!moved.ok) return moved;
    const runner = await this.#load(campaignId);
    if (!runner) return fail('campaign.unknown', 'no such campaign');
    for (const effect of moved.value.effects) {
      if (effect === 'run') { runner.hopper.wake(); this.#placeAgents(); this.#kick(); }
      if (effect === 'releaseClaims') { this.#hand.withdrawAll(runner, `the campaign is ${moved.value.state}`); runner.hopper.drop(() => true); }
      if (effect === 'cancelRinging') for (const call of runner.calls()) { call.forbidden ??= 'the campaign was stopped'; if (call.takes('cancelAsked')) call.apply('cancelAsked'); }
    }
    runner.touched();
    return ok({ state: runner.campaign.state });
  }

  changed(what: 'campaign' | 'trunk' | 'user' | 'team' | 'disposition' | 'script', id: Id): void {
    const reload = async (): Promise<void> => {
      if (what === 'campaign') await this.#load(id);
      if (what === 'trunk') { this.#floor.trunks.load(await this.deps.store.find('trunk', {})); await this.#nodes.watchGateways(); }
      if (what === 'script') for (const campaignId of this.#floor.runners.keys()) await this.#load(campaignId);
      const agent = what === 'user' ? this.#floor.agents.get(id) : undefined;
      if (agent) {
        const user = await this.deps.store.get('user', id);
        if (user) agent.user = user;
        if (!agent.user.enabled) { this.#hand.withdrawFrom(agent, 'the user was disabled'); agent.apply('logoutAsked'); }
      }
    };
    reload().catch((error: unknown) => this.deps.log.error({ what, error: String(error) }, 'a change could not be read'));
  }
  forbid(what: { readonly phoneIndex?: string; readonly caseId?: Id; readonly partyId?: Id }, because: string, notice?: ForbidNotice): void {
    // First what is on desks goes back to its hopper, then the hoppers are cleared of whom it concerns.
    for (const agent of this.#floor.agents.values()) if (agent.preview !== null) this.#hand.withdrawFrom(agent, because);
    this.#floor.forbid(what, because, null, notice ?? null);
  }
  leadsAdded(campaignId: Id): void { this.#floor.runners.get(campaignId)?.hopper.wake(); }

  endCall(attemptId: Id, by: Id): Promise<Result<void>> {
    const call = this.#floor.calls.get(attemptId);
    if (!call) return Promise.resolve(fail('call.unknown', 'this call is over'));
    call.facts.hangupBy = 'system';
    this.#floor.journal.note(attemptId, 'endedBySupervisor', { by });
    call.apply('hangUpAsked');
    return Promise.resolve(ok(undefined));
  }
  async monitor(attemptId: Id, supervisorId: Id, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<Result<void>> {
    const agent = await this.#agent(supervisorId);
    if (!agent) return fail('user.unknown', 'no such user');
    return this.#monitor.change(agent, this.#floor.calls.get(attemptId), mode);
  }

  async steer(userId: Id, wish: SteerWish, byName: string): Promise<Result<void>> {
    const agent = await this.#agent(userId);
    if (!agent?.user.enabled) return fail('user.unknown', 'no such user');
    // Nobody is made ready, nor called to work, at an empty chair.
    if (wish.state !== 'offline' && !agent.desk) return fail('agent.desk_gone', 'their desk is closed');
    const done = await this.command(userId, wish.state === 'paused' ? { type: 'pause', reason: wish.reason } : { type: wish.state === 'ready' ? 'ready' : 'logout' });
    if (!done.ok) return done;
    this.deps.desk.push(userId, { type: 'notice', at: this.deps.clock.now(), level: 'warning', code: `agent.steered_${wish.state}`, text: `${byName} ${STEERED[wish.state]}` });
    return ok(undefined);
  }
  messaged(messageIds: readonly Id[]): Promise<void> { return this.#messages.written(messageIds); }

  live(): LiveView {
    const load = this.#guard.view();
    return { ...liveView(this.#floor, this.#nodes.states), ...(load === null ? {} : { load }) };
  }
  present(): PresentView { return presentView(this.#floor, this.#nodes.states); }
  load(): LoadView | null { return this.#guard.view(); }
  pacing(campaignId: Id): PacingView | null {
    const runner = this.#floor.runners.get(campaignId);
    return runner ? pacingView(runner, this.deps.clock.now()) : null;
  }
  why(leadId: Id): Promise<Result<WhyNot>> { return whyNot(this.#floor, leadId); }
  pop(caseId: Id, leadId: Id | null): Promise<Result<CasePop>> { return this.#popper.read(caseId, leadId, null, null); }

  async #load(campaignId: Id): Promise<CampaignRunner | undefined> {
    const { store, clock } = this.deps;
    const campaign = await store.get('campaign', campaignId);
    if (!campaign) return undefined;
    const known = this.#floor.runners.get(campaignId);
    const scripts = await store.find('script', { where: { enabled: true } });
    if (known) {
      known.campaign = campaign;
      known.setScripts(scripts);
      known.hopper.wake();
      return known;
    }
    const node = await this.#nodes.forCampaign(campaignId);
    if (!node.ok) return undefined;
    const counted = await store.run('outcomesByHour', { campaignId, from: lastDay(clock.now()), to: clock.now() + 1 });
    const [first] = await store.find('attempt', { where: { campaignId, direction: 'outbound' }, order: [{ by: 'openedAt' }], limit: 1 });
    const kept = await this.#memory.read(campaign);
    // Two loads at once: the first one there stays.
    const raced = this.#floor.runners.get(campaignId);
    if (raced) return raced;
    const runner = new CampaignRunner(this.#floor, campaign, node.value, this.#dialer, {
      offerPreview: (one, agent, lead) => this.#hand.offer(one, agent, lead),
      emptied: (one) => { store.run('moveCampaign', { campaignId: one.campaign.id, event: 'emptied', by: 'dialer', at: clock.now() }).then(() => this.#load(one.campaign.id)).catch((error: unknown) => this.deps.log.error({ campaign: one.campaign.id, error: String(error) }, 'a drained campaign could not be stopped')); },
    });
    runner.ledger.restore(counted, first?.openedAt ?? null);
    this.#memory.restore(runner, kept).catch((error: unknown) => this.deps.log.error({ campaign: campaignId, error: String(error) }, 'the month’s abandonment could not be counted'));
    runner.setScripts(scripts);
    this.#floor.runners.set(campaignId, runner);
    return runner;
  }

  async #agent(userId: Id): Promise<Agent | null> {
    const known = this.#floor.agents.get(userId);
    if (known) return known;
    const user = await this.deps.store.get('user', userId);
    const raced = this.#floor.agents.get(userId);
    if (raced) return raced;
    const node = this.deps.switches.find((one) => one.isUp()) ?? this.deps.switches[0];
    if (!user || !node) return null;
    const agent = new Agent(this.deps, user, node.node, { agentFree: (one) => this.#agentFree(one), wrapUpOver: (one) => this.#commands.wrapUpOver(one), moved: (one, from, since) => { this.#floor.pacing.moved(one, from, since); }, spent: (one) => { this.#floor.spells.changed(one); }, legHost: (one) => this.#legHost(one) });
    this.#floor.agents.set(userId, agent);
    this.#place(agent);
    return agent;
  }
  #legHost(agent: Agent): DeskLegHost {
    return {
      legFree: () => { agent.idleSince = Math.max(agent.idleSince, this.deps.clock.now()); agent.tell(); this.#effects.lineBack(agent); this.#agentFree(agent); },
      legLost: () => agent.tell(),
      legNamed: (leg, before) => { if (before !== null) { this.#floor.agentByLeg.delete(before); this.#floor.doom(before); } this.#floor.agentByLeg.set(leg, agent); },
      legDropped: (leg) => { this.#floor.agentByLeg.delete(leg); this.#floor.doom(leg); }, settled: () => this.#floor.settled.has(agent.node),
      destination: () => deskDestination(this.deps, agent.user.desk), node: () => this.#floor.node(agent.node) ?? null, turn: (run) => { this.#raises.ask(run); },
    };
  }

  /** A collector's line stands on the node of the campaign they serve (legs of two switches can't be bridged). */
  #place(agent: Agent): void {
    const runner = [...this.#floor.runners.values()].find((one) => one.campaign.state === 'running' && one.node.isUp() && this.#floor.serves(agent, one.campaign));
    if (!runner || runner.node.node === agent.node || agent.call !== null) return;
    const had = agent.leg.state !== 'down';
    agent.leg.apply('unwanted');
    agent.node = runner.node.node;
    if (had) agent.leg.apply('wanted');
  }
  #placeAgents(): void { for (const agent of this.#floor.agents.values()) this.#place(agent); }

  #agentFree(agent: Agent): void {
    if (!agent.free) return;
    for (const call of this.#floor.waiting) {
      const mine = call.boundTo === agent || (call.boundTo === null && this.#floor.mayTake(agent, call));
      if (mine && this.#effects.match(call, agent)) return;
    }
    if (this.#third.consults.offer(agent)) return;
    this.#kick();
  }
  /** A collector turned ready: think now, not at the next tick. */
  #kick(): void { this.#kicked ??= this.deps.clock.after(1, () => { this.#kicked = null; this.#tick(); }); }

  #tick(): void { if (!this.#floor.stopping) this.#turn.take(); }

  #inboundCall(node: SwitchPort, event: SwitchEvent & { type: 'parked' }): void {
    if (!this.deps.settings.inbound || this.#floor.stopping) { void node.kill(event.leg, 'CALL_REJECTED'); return; }
    this.#inbound.take(node, event).catch((error: unknown) => { this.deps.log.error({ error: String(error) }, 'an inbound call could not be taken'); void node.kill(event.leg, 'NORMAL_TEMPORARY_FAILURE'); });
  }
}
