import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { SwitchPort } from '../ports/switch.js';
import type { Floor } from './floor.js';
import type { NodeState } from './live.js';
import type { Found } from './recovered.js';
import type { Recovery } from './recovery.js';

export interface NodesHost {
  /** Collectors' lines belong on the nodes their campaigns are on now. */
  placeAgents(): void;
  /** Dialing may have become possible. */
  kick(): void;
}

/** The switches' comings and goings: what is known of each, and which campaign is on which. */
export class Nodes {
  readonly states = new Map<string, NodeState>();
  /** Counts a node's comings and goings: a look at it that began before the last one is void. */
  readonly #epochs = new Map<SwitchPort, number>();

  constructor(private readonly floor: Floor, private readonly recovery: Recovery, private readonly host: NodesHost) {
    for (const node of floor.deps.switches) this.states.set(node.node, { up: false, since: floor.deps.clock.now(), why: 'not connected yet', gateways: [] });
  }

  /** Connected, and its calls looked over. */
  settled(node: SwitchPort): boolean { return this.states.get(node.node)?.up === true; }

  /** A campaign's own node, or the one with the fewest campaigns. */
  async forCampaign(campaignId: Id): Promise<Result<SwitchPort>> {
    const campaign = await this.floor.deps.store.get('campaign', campaignId);
    if (!campaign) return fail('campaign.unknown', 'no such campaign');
    const wished = campaign.settings.node;
    if (wished !== null) {
      const node = this.floor.node(wished);
      return node ? ok(node) : fail('node.unknown', `no switch is called ${wished}`);
    }
    const load = (node: SwitchPort): number => [...this.floor.runners.values()].filter((runner) => runner.node === node && runner.campaign.state === 'running').length;
    const best = [...this.floor.deps.switches].sort((a, b) => Number(b.isUp()) - Number(a.isUp()) || load(a) - load(b))[0];
    return best ? ok(best) : fail('node.none', 'no switch is set up');
  }

  async up(node: SwitchPort, sameSwitch: boolean): Promise<void> {
    const { deps } = this.floor;
    const epoch = (this.#epochs.get(node) ?? 0) + 1;
    this.#epochs.set(node, epoch);
    const current = (): boolean => node.isUp() && this.#epochs.get(node) === epoch;
    const began = deps.clock.monotonic();
    let found: Found | null = null;
    for (let tries = 0; current(); tries += 1) {
      await this.#readGateways(node);
      found = await this.recovery.reconcile(node, current).catch((error: unknown) => { deps.log.error({ node: node.node, error: String(error) }, 'recovery failed, trying again'); return null; });
      if (found) break;
      await new Promise<void>((resolve) => { deps.clock.after(Math.min(5_000, 500 * (tries + 1)), resolve); });
    }
    if (!current() || !found) return;
    this.floor.settled.add(node.node);
    this.floor.recovery.settled(node.node, deps.clock.monotonic() - began, found);
    this.states.set(node.node, { up: true, since: deps.clock.now(), why: null, gateways: this.states.get(node.node)?.gateways ?? [] });
    deps.log.info({ node: node.node, sameSwitch }, 'the switch is up');
    // A campaign that drained while nobody looked has nothing more to wait for.
    for (const runner of this.floor.runners.values()) runner.touched();
    this.host.placeAgents();
    this.host.kick();
  }
  down(node: SwitchPort, why: string): void {
    const { deps } = this.floor;
    this.states.set(node.node, { up: false, since: deps.clock.now(), why, gateways: [] });
    this.floor.settled.delete(node.node);
    this.#epochs.set(node, (this.#epochs.get(node) ?? 0) + 1);
    this.floor.trunks.nodeLost(node.node, false);
    deps.log.warn({ node: node.node, why }, 'the switch does not answer; nothing is dialed through it');
    // Campaigns that name no node move to one that is up, and their collectors' lines with them.
    const other = deps.switches.find((one) => one !== node && one.isUp());
    if (!other) return;
    for (const runner of this.floor.runners.values()) if (runner.node === node && runner.settings.node === null) { runner.hopper.wake(); runner.moveTo(other); }
    this.host.placeAgents();
  }

  async watchGateways(): Promise<void> { await Promise.all(this.floor.deps.switches.filter((node) => node.isUp()).map((node) => this.#readGateways(node))); }
  async #readGateways(node: SwitchPort): Promise<void> {
    const gateways = await node.gateways().catch(() => 'unknown' as const);
    if (gateways === 'unknown') return;
    const state = this.states.get(node.node);
    if (state) state.gateways = gateways;
    for (const status of gateways) this.floor.trunks.status(node.node, status);
  }
}
