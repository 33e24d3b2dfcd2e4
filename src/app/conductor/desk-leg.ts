import { deskLegTable, type DeskLegEffect, type DeskLegEventName, type DeskLegStateName } from '../../core/agent/desk-leg.js';
import { isMove } from '../../core/machine/table.js';
import type { DeskAddress } from '../../core/records/index.js';
import type { Id, LegId } from '../../core/units.js';
import type { Destination, SwitchPort } from '../ports/switch.js';
import type { Timer } from '../ports/system.js';
import type { ConductorDeps } from './deps.js';
import { mayReach } from './destination.js';

export interface DeskLegHost {
  /** The leg is in park and may be given a customer. */
  legFree(): void;
  /** The leg is gone or can't be raised; `why` in words. */
  legLost(why: string): void;
  /** Who this leg belongs to on the switch: registers the new leg's id. */
  legNamed(leg: LegId, before: LegId | null): void;
  /** The leg is no more, or given up: if it shows up after all, it is hung up. */
  legDropped(leg: LegId): void;
  /** Do the switch's legs and ours agree? Before that, a leg raised could be a second one to the same phone. */
  settled(): boolean;
  destination(): Promise<Destination | null>;
  node(): SwitchPort | null;
  /** Standing legs are raised one after another. */
  turn(run: () => void): void;
}

/** One collector's standing leg: interprets `deskLegTable`. The second of the two doors out: it reaches only a desk. */
export class DeskLeg {
  state: DeskLegStateName = 'down';
  leg: LegId | null = null;
  trouble: string | null = null;
  /**
   * Is the leg in park, by the switch's last word? uuid_park on a leg that is in park breaks it (UNPARK, then silence for ever:
   * measured), so it is only ever sent to one that has left.
   */
  inPark = false;
  #failures = 0;
  /** The bridge it was taken for failed: an UNPARK may still be on its way, and no PARK will follow by itself. */
  #bridgeFailed = false;
  #parkTries = 0;
  #backoff: Timer | null = null;
  #await: Timer | null = null;
  /** A raise that was superseded must not speak for the next one. */
  #generation = 0;

  constructor(private readonly deps: ConductorDeps, private readonly userId: Id, private readonly host: DeskLegHost) {}

  apply(event: DeskLegEventName): void {
    const cell = deskLegTable[this.state][event];
    if (!isMove(cell)) return;
    this.state = cell.to;
    for (const effect of cell.do) this.#run(effect);
  }

  parked(): void {
    this.inPark = true;
    this.#parkTries = 0;
    this.apply('parked');
  }
  unparked(): void {
    this.inPark = false;
    if (this.state === 'recovering' && this.#bridgeFailed) this.#park();
    // Nobody took it: it is broken (measured: UNPARK, then silence for ever), and a customer put there would hear nothing.
    else if (this.state === 'parked' && this.leg) void this.host.node()?.kill(this.leg, 'NORMAL_CLEARING');
  }
  /** The call is done with this leg. `bridgeFailed`: it was never, or not surely, bridged. */
  letGo(bridgeFailed: boolean): void {
    if (this.state !== 'busy') return;
    this.#bridgeFailed = bridgeFailed;
    this.#parkTries = 0;
    this.apply('letGo');
    if (this.inPark) { if (!bridgeFailed) this.apply('parked'); } else if (bridgeFailed) this.#park();
  }
  #park(): void { if (this.leg) void this.host.node()?.park(this.leg); }

  /** Takes over a leg found in talk on the switch after a restart. */
  adopt(leg: LegId): void {
    const before = this.leg;
    this.#generation += 1;
    this.#backoff?.cancel();
    this.leg = leg;
    this.state = 'busy';
    this.inPark = false;
    this.trouble = null;
    this.host.legNamed(leg, before);
  }

  #run(effect: DeskLegEffect): void {
    switch (effect) {
      case 'raise': this.#inTurn(++this.#generation); return;
      case 'startBackoff': {
        this.inPark = false;
        const { least, most } = this.deps.settings.deskLegBackoff;
        this.#failures += 1;
        this.#drop();
        const wait = Math.min(most, least * 2 ** Math.min(10, this.#failures - 1)) * (0.75 + this.deps.dice.next() / 2);
        this.#backoff?.cancel();
        this.#backoff = this.deps.clock.after(wait, () => this.apply('backoffOver'));
        return;
      }
      case 'stopBackoff': this.#backoff?.cancel(); this.#backoff = null; return;
      case 'park':
        // No word for a while: it never left park, or it hangs in the air; a leg that answers nothing is raised anew.
        this.#parkTries += 1;
        if (this.inPark) this.apply('parked');
        // And one whose end is never heard of is given up.
        else if (this.#parkTries > 8) this.apply('gone');
        else if (this.#parkTries > 4 && this.leg) void this.host.node()?.kill(this.leg, 'NORMAL_CLEARING');
        else this.#park();
        return;
      case 'awaitPark':
        if (this.state !== 'recovering') return;
        this.#await?.cancel();
        this.#await = this.deps.clock.after(this.deps.settings.parkWithin, () => this.apply('parkLate'));
        return;
      case 'stopAwait': this.#await?.cancel(); this.#await = null; return;
      case 'kill': {
        this.#generation += 1;
        if (this.leg) void this.host.node()?.kill(this.leg, 'NORMAL_CLEARING');
        this.#drop();
        return;
      }
      case 'free': this.#failures = 0; this.trouble = null; this.host.legFree(); return;
      case 'lost': this.trouble ??= 'the phone’s line dropped'; this.host.legLost(this.trouble); return;
    }
  }

  #drop(): void {
    const { leg } = this;
    this.leg = null;
    if (leg !== null) this.host.legDropped(leg);
  }

  #inTurn(generation: number): void {
    this.host.turn(() => {
      if (generation !== this.#generation || this.state !== 'raising') return;
      if (this.host.node()?.isUp() === true && !this.host.settled()) { this.#inTurn(generation); return; }
      this.#raise(generation).catch((error: unknown) => {
        this.deps.log.error({ user: this.userId, error: String(error) }, 'a line could not be raised');
        if (generation === this.#generation) this.apply('raiseFailed');
      });
    });
  }
  async #raise(generation: number): Promise<void> {
    const node = this.host.node();
    const to = await this.host.destination();
    if (generation !== this.#generation || this.state !== 'raising') return;
    if (!to) { this.trouble = 'no phone is set up for this person'; this.apply('raiseFailed'); return; }
    if (!node?.isUp()) { this.trouble = 'the switch is not reachable'; this.apply('raiseFailed'); return; }
    const leg = this.deps.ids.id();
    this.host.legNamed(leg, this.leg);
    this.leg = leg;
    this.inPark = false;
    const reply = await node.originate({ leg, kind: 'agent', to, ringTimeout: this.deps.settings.deskLegRing, parkAfterBridge: true, variables: { dunwell_kind: 'agent', dunwell_agent: this.userId } });
    if (generation !== this.#generation) { void node.kill(leg, 'NORMAL_CLEARING'); return; }
    if (reply.kind === 'ok') { this.#expectPark(generation, leg); return; }
    this.trouble = reply.kind === 'failed' ? `the phone could not be reached: ${reply.cause}` : 'the switch did not say what became of the phone’s line';
    // An unknown leg may still come up: it would be a second line to the same phone.
    if (reply.kind === 'unknown') void node.kill(leg, 'NORMAL_CLEARING');
    this.apply('raiseFailed');
  }
  /** Answered, and never in park by what we heard: the event was lost, so nothing is known of this line. */
  #expectPark(generation: number, leg: LegId): void {
    if (this.state !== 'raising') return;
    this.deps.clock.after(PARK_AFTER_ANSWER, () => {
      if (generation !== this.#generation || this.state !== 'raising') return;
      this.trouble = 'the switch did not say that the phone’s line stands';
      void this.host.node()?.kill(leg, 'NORMAL_CLEARING');
      this.apply('raiseFailed');
    });
  }
}

/** PARK comes some milliseconds after the answer, before or after the job's reply. */
const PARK_AFTER_ANSWER = 5_000;

/** The dial string of a desk; null when there is none, its template is not approved, or its number is none that may be dialed. */
export async function deskDestination(deps: Pick<ConductorDeps, 'store' | 'phones'>, desk: DeskAddress | null): Promise<Destination | null> {
  if (!desk) return null;
  if (desk.kind === 'user') return { kind: 'user', user: desk.user, domain: desk.domain };
  const template = await deps.store.get('deskTemplate', desk.templateId);
  if (template?.approvedAt === null || template === undefined) return null;
  const dialString = template.dialString.replace('{number}', desk.number);
  return await mayReach(deps, dialString) ? { kind: 'template', dialString } : null;
}
