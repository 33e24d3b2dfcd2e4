import { pacingOf } from '../../core/campaign/pacing.js';
import { makePacer } from '../../core/pacing/pacer.js';
import { DEFAULT_PACER, type Decision, type Pacer, type PacerSettings, type PacerState, type PacingEvent, type PacingSnapshot, type PoolDemand } from '../../core/pacing/types.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import { passAll } from '../ports/screening.js';
import type { Call } from './call.js';
import { Calibration } from './calibration.js';
import type { Floor } from './floor.js';
import type { AbandonLedger, LedgerCounts, WindowCount } from './ledger.js';

/** `falseMachines`: of both, how many are the estimate. */
type BudgetCount = Pick<WindowCount, 'live' | 'abandoned'> & { readonly falseMachines: number };
/** What is heard while the campaign rests is kept up to this many; it decides nothing then. */
const MOST_HEARD = 20_000;
/** A decision older than this says nothing of what is in the air now. */
const STALE: Millis = 60_000;

/** What the budget is counted from, as `CampaignPacing.counted` says it. */
export interface Counted { readonly day: BudgetCount; readonly before: BudgetCount; readonly both: BudgetCount; readonly period: BudgetCount; readonly periodFrom: Instant }
/** One count, and all it was made of: asked for several times in every tick, it is made anew when one of them is another. */
interface Kept { readonly counts: LedgerCounts; readonly month: WindowCount; readonly period: WindowCount; readonly live: number; readonly abandoned: number; readonly falseMachines: number; readonly said: Counted }

const estimated = ({ live, abandoned, machines }: WindowCount, share: number): BudgetCount => ({ live: live + machines * share, abandoned: abandoned + machines * share, falseMachines: machines * share });
const sum = (a: BudgetCount, b: BudgetCount): BudgetCount => ({ live: a.live + b.live, abandoned: a.abandoned + b.abandoned, falseMachines: a.falseMachines + b.falseMachines });

/** The pacer of one campaign at work: what it has heard since its last decision, the decision, and how its forecasts came out. */
export class CampaignPacing {
  readonly settings: PacerSettings;
  readonly calibration = new Calibration();
  decision: (Decision & { readonly at: Instant; readonly snapshot: PacingSnapshot }) | null = null;
  #pacer: Pacer;
  #heard: PacingEvent[] = [];
  /** Answers told whose calls are not over: the ledger does not count them yet. */
  readonly #open = new Map<Call, 'connected' | 'abandoned'>();
  #openAbandoned = 0;
  #counted: Kept | null = null;
  #at: Instant = 0;

  constructor(private readonly floor: Floor, private readonly campaign: Id, private readonly ledger: AbandonLedger) {
    const amd = floor.deps.screening !== passAll;
    // Where nobody listens first, a machine's answer asks for a collector like any other.
    this.settings = amd ? { ...DEFAULT_PACER, amd } : { ...DEFAULT_PACER, amd, liveShare: DEFAULT_PACER.liveShare + DEFAULT_PACER.machineShare, machineShare: 0 };
    this.#pacer = makePacer(this.settings);
  }

  get demand(): PoolDemand | null { return this.decision?.demand ?? null; }
  current(now: Instant): boolean { return now - this.#at < STALE; }
  state(): PacerState { return this.#pacer.state(); }
  restore(state: PacerState): void { this.#pacer = makePacer(this.settings, state); }

  tell(event: PacingEvent): void {
    this.#heard.push(event);
    if (this.#heard.length > MOST_HEARD) this.#heard = this.#heard.slice(-MOST_HEARD / 2);
    if (event.kind === 'call' && event.outcome === 'live') this.calibration.answered(event.at);
  }
  wrapped(agent: Id, length: Millis, ready: boolean, at: Instant): void { this.tell({ kind: 'wrap', at, length, agent, ready, announced: this.#saidToLeave(agent) }); }
  /** At the last decision. */
  #saidToLeave(agent: Id): boolean { return this.decision?.snapshot.busy.some((one) => one.leaving && one.agent === agent) ?? false; }
  /** A live answer came to a collector or was lost; said once of each call. `paced`: its line was the pacer's. */
  answer(call: Call, result: 'connected' | 'abandoned', paced: boolean): void {
    if (this.#open.has(call)) return;
    this.#open.set(call, result);
    if (result === 'abandoned') this.#openAbandoned += 1;
    const at = call.facts.joinedAt ?? call.facts.answeredAt ?? call.since;
    this.tell({ kind: 'answer', result, at });
    if (result === 'abandoned' && paced) this.calibration.abandoned(at);
  }
  /** The ledger has it now. */
  settled(call: Call): void {
    if (this.#open.get(call) === 'abandoned') this.#openAbandoned -= 1;
    this.#open.delete(call);
  }

  /**
   * Live answers and abandoned ones of the last 24 hours, of the 30 days before them, of both, and of the present one of the
   * successive 30 days since the campaign's first call. Where AMD listens,
   * the campaign's share of each machine counts as a person abandoned (Ofcom's "reasoned estimate of false positives").
   */
  counted(now: Instant): Counted {
    const settings = this.floor.runners.get(this.campaign)?.settings;
    const falseMachines = this.settings.amd && settings ? pacingOf(settings).falseMachines : 0;
    const counts = this.ledger.counts(now);
    const month = this.ledger.month(now);
    const period = this.ledger.period(now);
    const open = { live: this.#open.size, abandoned: this.#openAbandoned, falseMachines: 0 };
    const kept = this.#counted;
    if (kept?.counts === counts && kept.month === month && kept.period === period && kept.live === open.live && kept.abandoned === open.abandoned && kept.falseMachines === falseMachines) return kept.said;
    const before = estimated(month, falseMachines);
    const day = sum(open, estimated({ live: counts.abandoned + counts.connected, abandoned: counts.abandoned, machines: counts.outcomes.machine ?? 0 }, falseMachines));
    const said = { day, before, both: sum(day, before), period: sum(open, estimated(period, falseMachines)), periodFrom: period.from };
    this.#counted = { counts, month, period, live: open.live, abandoned: open.abandoned, falseMachines, said };
    return said;
  }

  /** Decides; `snapshot.at` is never earlier than at the decision before. */
  decide(taken: PacingSnapshot): { readonly decision: Decision; readonly events: readonly PacingEvent[]; readonly snapshot: PacingSnapshot } {
    const snapshot = taken.at < this.#at ? { ...taken, at: this.#at } : taken;
    this.#at = snapshot.at;
    const events = this.#heard;
    this.#heard = [];
    const record = this.floor.deps.pacingLog;
    if (record?.wantsBegin(this.campaign)) record.begin({ v: 1, campaign: this.campaign, settings: this.settings, state: this.#pacer.state() });
    const decision = this.#pacer.decide(events, snapshot);
    const { dial, picks, cancel, because, forecast, demand } = decision;
    record?.decided(this.campaign, { e: events, s: snapshot, d: { dial, picks, cancel, because, forecast } });
    this.calibration.forecast(snapshot.at, decision.forecast);
    this.decision = { dial, picks, cancel, because, forecast, demand, at: snapshot.at, snapshot };
    return { decision, events, snapshot };
  }
}
