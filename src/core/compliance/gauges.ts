/** Measured shares that packs hold a campaign by: which reading a rule asks, and the levels of the rules in force. */
import type { GaugeRule, Texts } from './pack.js';
import type { Policy } from './policy.js';

/** The reading of a gauge over one stretch of time; a reading by the gauge's bare name stands for every stretch. */
export const gaugeKey = (gauge: string, { form, seconds }: GaugeRule['over']): string => `${gauge}/${form}/${seconds}`;
export const readGauge = (gauges: Readonly<Record<string, number>> | undefined, { gauge, over }: Pick<GaugeRule, 'gauge' | 'over'>): number | undefined => gauges?.[gaugeKey(gauge, over)] ?? gauges?.[gauge];

export interface GaugeLevel { readonly rule: string; readonly pack: string; readonly gauge: string; readonly over: GaugeRule['over']; readonly warn: number; readonly stop: number; readonly texts: Texts }
/** Of every rule in force that reads a gauge. */
export const gaugeLevels = (policy: Policy): readonly GaugeLevel[] => policy.rules.flatMap(({ pack, rule }) => (rule.kind === 'gauge' ? [{ rule: rule.id, pack: pack.id, gauge: rule.gauge, over: rule.over, warn: rule.warn, stop: rule.stop, texts: rule.texts }] : []));
