import { callTable, type CallEffect, type CallEventName, type CallState } from '../../core/call/machine.js';
import type { Outcome } from '../../core/call/outcome.js';
import { isMove } from '../../core/machine/table.js';
import type { Attempt, PartyRole, VerifyCheck } from '../../core/records/index.js';
import type { Id, Instant, LegId, Millis } from '../../core/units.js';
import type { LegFacts, SwitchPort } from '../ports/switch.js';
import type { Timer } from '../ports/system.js';
import type { Agent } from './agent.js';
import { AVERAGE, type LeadShare } from './lead-shares.js';
import type { CampaignRunner } from './runner.js';
import type { TrunkToken } from './trunks.js';

export type CallTimer = 'ring' | 'seek' | 'bridge' | 'park' | 'rescue' | 'message' | 'close' | 'hold' | 'sound';
export interface CallEffects {
  run(call: Call, effect: CallEffect): void;
  late(call: Call, event: CallEventName): void;
  changed(call: Call): void;
}
export type AttemptDraft = Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>;

/** What is known of a call. Instants are on our clock; those of facts come from the switch's. */
export class CallFacts {
  rangAt: Instant | null = null;
  answeredAt: Instant | null = null;
  parkedAt: Instant | null = null;
  /** By the switch's last word; uuid_park is never sent to a leg that is in park (it would break it). */
  inPark = false;
  clearedAt: Instant | null = null;
  /** The first bridge: what the attempt's record says. */
  bridgedAt: Instant | null = null;
  /** The present bridge: another than the first after a transfer or a lost line. */
  joinedAt: Instant | null = null;
  bridgeSentAt: Instant | null = null;
  readyToBridgeAt: Instant | null = null;
  /** Answer (or the verdict "human") to bridge. */
  waitMs: Millis | null = null;
  connectedOnce = false;
  lateBridge = false;
  machine = false;
  /** A verdict was waited for: the two-second clock starts at it, not at the answer. */
  screened = false;
  messageSounded = false;
  /** By the switch's word. */
  recording = false;
  cancelledByUs = false;
  timedOut = false;
  /** The collector who has the call verified whom they talk to, so and then. */
  verified: { readonly at: Instant; readonly by: Id; readonly checks: readonly VerifyCheck[] } | null = null;
  hangupBy: 'customer' | 'collector' | 'system' = 'customer';
  jobCause: string | null = null;
  /** May the network have seen this leg? False until its originate is sent. */
  placed = true;
  /** An earlier leg of this attempt, on another trunk, was placed. */
  placedEarlier = false;
  /** When this leg's originate was sent, on our clock. */
  sentAt: Instant | null = null;
  leg: LegFacts | null = null;
  outcome: Outcome | null = null;
}

/**
 * One customer's call: the mailbox through which every event of it passes, one at a time, and the state that `callTable` moves.
 * What the effects do is in call-effects.ts.
 */
export class Call {
  state: CallState = 'intent';
  since: Instant;
  readonly facts = new CallFacts();
  agent: Agent | null = null;
  /** The collector this call is for: who dialed it, whose callback it is, or to whom it is handed over. */
  boundTo: Agent | null = null;
  token: TrunkToken | null = null;
  triedTrunks = new Set<Id>();
  ownerRole: PartyRole = 'unknown';
  /** Whose number is rung: a guarantor's, not the debtor's, perhaps. */
  contactPartyId: Id | null = null;
  callbackId: Id | null = null;
  /** Its lead's answer share, as it was when it was dialed. */
  share: LeadShare = AVERAGE;
  /** Only collectors of this group may be given it (`groupOf`); null: any of the campaign's. */
  group: string | null = null;
  conference: string | null = null;
  recording: string | null = null;
  /** Taken out of the running before the network saw it (payment, suppression, stop). */
  forbidden: string | null = null;
  inbound = false;
  /** The limit of the wrap-up after it, where its campaign runs no more. */
  wrapUp: Millis | null = null;
  readonly #timers = new Map<CallTimer, Timer>();
  readonly #queue: CallEventName[] = [];
  #busy = false;

  constructor(public attempt: AttemptDraft, readonly node: SwitchPort, readonly runner: CampaignRunner | null, private readonly effects: CallEffects, now: Instant) { this.since = now; }

  get leg(): LegId { return this.attempt.legId; }

  /** Its collector is asking somebody about it. */
  get held(): boolean { return this.state === 'holding' || this.state === 'held'; }

  /** Takes the call out of play without settling it: its attempt was never journalled. */
  forget(): void {
    this.state = 'ended';
    this.stopTimers();
  }

  /** Would this request be met now? */
  takes(event: CallEventName): boolean { return isMove(callTable[this.state][event]); }

  apply(event: CallEventName): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    } finally { this.#busy = false; }
  }

  #step(event: CallEventName): void {
    const cell = callTable[this.state][event];
    if (!isMove(cell)) { if (cell === 'late') this.effects.late(this, event); return; }
    this.state = cell.to;
    if (event === 'ringDeadline') this.facts.timedOut = true;
    for (const effect of cell.do) this.effects.run(this, effect);
    this.effects.changed(this);
  }

  startTimer(name: CallTimer, after: Millis, event: CallEventName, clock: { after(after: Millis, run: () => void): Timer }): void {
    this.#timers.get(name)?.cancel();
    this.#timers.set(name, clock.after(after, () => { this.#timers.delete(name); this.apply(event); }));
  }
  stopTimer(name: CallTimer): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
  }
  stopTimers(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
