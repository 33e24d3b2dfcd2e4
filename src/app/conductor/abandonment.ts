/**
 * What a campaign's abandonment comes to by the regulators' measure, against the levels of the packs in force: told when it
 * reaches one, and while the gate holds the campaign. Decides nothing: the gate does.
 */
import { gaugeKey, readGauge, type GaugeLevel } from '../../core/compliance/gauges.js';
import type { Denial } from '../../core/compliance/gate.js';
import type { GaugeRule } from '../../core/compliance/pack.js';
import type { Instant } from '../../core/units.js';
import type { AbandonmentView } from '../conductor-api.js';
import type { Floor } from './floor.js';
import type { Counted } from './pacing.js';
import type { CampaignRunner } from './runner.js';

const DAY = 86_400;
const MONTH = 30 * DAY;
export const GAUGE = 'abandonment';
const OVERS: Readonly<Record<'24h' | '30d' | 'period', GaugeRule['over']>> = { '24h': { form: 'rolling', seconds: DAY }, '30d': { form: 'rolling', seconds: MONTH }, period: { form: 'successive', seconds: MONTH } };
const KEYS = { '24h': gaugeKey(GAUGE, OVERS['24h']), '30d': gaugeKey(GAUGE, OVERS['30d']), period: gaugeKey(GAUGE, OVERS.period) } as const;
/** Of fewer live answers one abandoned call says nothing yet: they are taken for so many. */
const LEAST = 100;
/** Fills of the hopper come at least so often while a held campaign's leads come up again. */
const FORGETS = 3 * 60_000;

/** What the hopper's fill said: a gauge that denied, the levels in force, and whether leads were claimed. */
export interface FillSaid { readonly gauge: Denial | null; readonly levels: readonly GaugeLevel[]; readonly claimed: boolean }

export class Abandonment {
  #levels: readonly GaugeLevel[] = [];
  #held: { readonly denial: Denial; readonly at: Instant } | null = null;
  #told: AbandonmentView['level'] = 'none';
  /** The shares of one count; and the view made of it, of the levels and of who holds the campaign. Both are asked for far more often than these change. */
  #read: { readonly of: Counted; readonly gauges: Readonly<Record<string, number>> } | null = null;
  #viewed: { readonly of: Counted; readonly levels: readonly GaugeLevel[]; readonly held: Denial | null; readonly own: boolean; readonly view: AbandonmentView } | null = null;
  constructor(private readonly floor: Floor, private readonly runner: CampaignRunner) {}

  filled({ gauge, levels, claimed }: FillSaid, now: Instant): void {
    this.#levels = levels;
    if (gauge) this.#held = { denial: gauge, at: now }; else if (claimed) this.#held = null;
  }
  denied(denials: readonly Denial[], now: Instant): void {
    const gauge = denials.find((one) => one.gauge === true);
    if (gauge) this.#held = { denial: gauge, at: now };
  }
  opened(): void { this.#held = null; }

  /** Shares as packs read them, by the length of time each rule names; by the bare name the worst of them. */
  gauges(now: Instant): Readonly<Record<string, number>> {
    const of = this.runner.pacing.counted(now);
    if (this.#read?.of === of) return this.#read.gauges;
    const { day, both, period } = of;
    const share = ({ live, abandoned }: { readonly live: number; readonly abandoned: number }): number => abandoned / Math.max(LEAST, live);
    const shares = { '24h': share(day), '30d': share(both), period: share(period) };
    const gauges = { [GAUGE]: Math.max(...Object.values(shares)), [KEYS['24h']]: shares['24h'], [KEYS['30d']]: shares['30d'], [KEYS.period]: shares.period };
    this.#read = { of, gauges };
    return gauges;
  }

  /** Why the gate holds the campaign; null: it does not. */
  held(now: Instant): string | null {
    const denial = this.#denial(now);
    return denial === null ? null : `held at the stop level: ${denial.rule}, ${denial.text}`;
  }

  #denial(now: Instant): Denial | null { return this.#held === null || now - this.#held.at > FORGETS ? null : this.#held.denial; }

  view(now: Instant): AbandonmentView {
    const { pacing } = this.runner;
    const of = pacing.counted(now);
    const held = this.#denial(now);
    const own = pacing.current(now) && pacing.decision?.because.limitedBy === 'stop';
    const before = this.#viewed;
    if (before?.of === of && before.levels === this.#levels && before.held === held && before.own === own) return before.view;
    const view = this.#make(of, held, own, now);
    this.#viewed = { of, levels: this.#levels, held, own, view };
    return view;
  }
  #make({ day, both, period, periodFrom }: Counted, held: Denial | null, own: boolean, now: Instant): AbandonmentView {
    const gauges = this.gauges(now);
    const reached = this.#levels.filter((one) => one.gauge === GAUGE).map((one) => ({ one, share: readGauge(gauges, one) ?? 1 })).filter(({ one, share }) => share >= one.warn);
    const stopped = reached.find(({ one, share }) => share >= one.stop)?.one;
    const level = held !== null || stopped || own ? 'stop' : reached.length > 0 ? 'warn' : 'none';
    const by = stopped ?? reached[0]?.one;
    return {
      windows: ([['24h', day, null], ['30d', both, null], ['period', period, periodFrom]] as const).map(([kind, { live, abandoned, falseMachines }, from]) => ({ kind, from, live, abandoned, falseMachines, share: live === 0 ? 0 : abandoned / live })),
      level, held: held !== null || own, rule: held?.rule ?? by?.rule ?? null, pack: held?.pack ?? by?.pack ?? null, en: held?.text ?? by?.texts.en ?? null, zh: held?.zh ?? by?.texts.zh ?? null,
    };
  }

  /** Says on the stream and in the log that a level was reached, or left. */
  tell(now: Instant): void {
    const { level, rule, pack, windows } = this.view(now);
    if (level === this.#told) return;
    this.#told = level;
    const { store, log } = this.floor.deps;
    const { id, entityId } = this.runner.campaign;
    const shares = Object.fromEntries(windows.map((one) => [one.kind, Math.round(one.share * 1e5) / 1e5]));
    if (level === 'none') log.info({ campaign: id }, 'abandonment is below its levels again'); else log.warn({ campaign: id, level, rule, day: shares['24h'], month: shares['30d'], period: shares['period'] }, level === 'stop' ? 'abandonment is at its stop level: the campaign is held' : 'abandonment is at its warning level');
    store.run('testify', { note: { type: 'campaign.abandonment', actor: 'dialer', data: { entityId, level, rule, pack, shares } }, subjects: [id], at: now }).catch((error: unknown) => { log.error({ campaign: id, error: String(error) }, 'a level of abandonment could not be written down'); });
  }
}
