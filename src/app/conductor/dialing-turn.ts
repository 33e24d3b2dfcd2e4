import type { Agent } from './agent.js';
import type { Floor } from './floor.js';
import type { Nodes } from './nodes.js';
import type { CampaignRunner } from './runner.js';

/** Turns further apart than this mean that we stood still. */
const STANDSTILL = 2_000;

/** One turn of the dialer: which campaign decides first, and on which free collectors it may count. */
export class DialingTurn {
  #rotation = 0;
  /** When the last turn began, on the monotonic clock. */
  #ticked: number | null = null;
  readonly #given = new WeakMap<Agent, { readonly runner: CampaignRunner; readonly since: number }>();
  constructor(private readonly floor: Floor, private readonly nodes: Nodes) {}

  take(): void {
    const started = this.floor.deps.clock.monotonic();
    const gap = this.#ticked === null ? 0 : started - this.#ticked;
    this.#ticked = started;
    // After a standstill what the switch said meanwhile lies unread: one tick goes by before anything is decided on it.
    const trouble = gap > STANDSTILL ? `the server stood still for ${(gap / 1000).toFixed(1)} s: what happened meanwhile is read first` : null;
    const running: CampaignRunner[] = [];
    for (const runner of this.floor.runners.values()) if (runner.campaign.state === 'running' && this.nodes.settled(runner.node)) running.push(runner);
    // For leads of their own and previews each ready collector is one campaign's to use in this tick, turn about. For its
    // answers a campaign counts on all who may take them, and on what the other campaigns have in the air for them; whoever
    // dialed longest ago decides first.
    this.#rotation += 1;
    const shares = new Map<CampaignRunner, { readonly mine: Agent[]; readonly pool: Agent[] }>();
    for (const runner of running.length < 2 ? running : [...running].sort((a, b) => a.dialedAt - b.dialedAt)) shares.set(runner, { mine: [], pool: [] });
    for (const agent of this.floor.agents.values()) {
      if (!agent.free) continue;
      const mine = running.filter((runner) => runner.node.node === agent.node && this.floor.serves(agent, runner.campaign));
      const chosen = mine.length > 1 ? this.#share(agent, mine, shares) : mine[0];
      if (chosen) shares.get(chosen)?.mine.push(agent);
      const alone = chosen !== undefined && (chosen.settings.mode === 'preview' || chosen.hopper.boundFor(agent));
      for (const runner of mine) if (runner === chosen || !alone) shares.get(runner)?.pool.push(agent);
    }
    for (const [runner, { mine, pool }] of shares) runner.tick(mine, pool, trouble);
    // Of a switch that is away, or not looked over yet, nothing is certain: its campaigns only say so.
    for (const runner of this.floor.runners.values()) if (runner.campaign.state === 'running' && !shares.has(runner)) runner.stand();
    this.floor.deps.metrics.observe('dunwell_tick_seconds', (this.floor.deps.clock.monotonic() - started) / 1000);
  }

  /**
   * Whose a collector of several campaigns is now: of the one that holds a lead for them alone; else of the one they were given
   * to since they turned ready, as long as it has lines in the air (a second campaign's line would be for the same person).
   */
  #share(agent: Agent, mine: readonly CampaignRunner[], shares: ReadonlyMap<CampaignRunner, { readonly mine: readonly Agent[] }>): CampaignRunner | undefined {
    const held = mine.find((runner) => runner.hopper.boundFor(agent));
    if (held) return held;
    const given = this.#given.get(agent);
    if (given?.since === agent.idleSince && mine.includes(given.runner) && given.runner.inAir()) return given.runner;
    const wanting = mine.filter((runner) => runner.hopper.size > 0 || runner.settings.mode === 'preview');
    const from = wanting.length > 0 ? wanting : mine;
    const runner = from.map((one, at) => ({ one, rank: (shares.get(one)?.mine.length ?? 0) * 1_000 + ((at + this.#rotation) % from.length) })).sort((a, b) => a.rank - b.rank)[0]?.one;
    if (runner) this.#given.set(agent, { runner, since: agent.idleSince });
    return runner;
  }
}
