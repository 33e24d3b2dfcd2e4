/** A campaign's pacing as its form holds it: shares in percent, lengths in seconds, an empty field for "none". */
import type { Campaign } from '../shared/types.js';

export const MODES = ['progressive', 'predictive', 'nearZero', 'preview', 'manual'] as const;
export interface PacingForm {
  mode: string; target: number | string; risk: number | string; day: boolean; month: boolean; stop: number | string; stopFrom: number | string;
  ring: number | string; inbound: number | string; level: number | string; wrap: boolean;
}
type Settings = Pick<Campaign['settings'], 'mode' | 'abandonTarget' | 'maxDialLevel' | 'pacing'>;
const share = (percent: number | string): number => Number((Number(percent) / 100).toFixed(6));
const percentOf = (value: number): number => Number((value * 100).toFixed(4));

/** What a new campaign starts with. */
export const FRESH: Settings = { mode: 'predictive', abandonTarget: 0.03, maxDialLevel: 20 };
export function formOf({ mode, abandonTarget, maxDialLevel, pacing }: Settings): PacingForm {
  const windows = pacing?.windows ?? ['24h'];
  return {
    mode, target: percentOf(abandonTarget), level: maxDialLevel, risk: percentOf(pacing?.nearZeroRisk ?? 0.001), day: windows.includes('24h'), month: windows.includes('30d'),
    stop: pacing?.stop ? percentOf(pacing.stop.share) : '', stopFrom: pacing?.stop?.fromLive ?? 100, ring: pacing?.cancelAfterRing ? pacing.cancelAfterRing / 1000 : '',
    wrap: pacing?.knownWrapEnd ?? false, inbound: pacing?.inboundReserve ?? 0,
  };
}
/** What the form says, as the server takes it; ranges are the server's to check. */
export function settingsOf(form: PacingForm): Readonly<Record<string, unknown>> {
  return {
    mode: form.mode, abandonTarget: share(form.target), maxDialLevel: Number(form.level),
    pacing: {
      nearZeroRisk: share(form.risk), windows: [...(form.day ? ['24h'] : []), ...(form.month ? ['30d'] : [])],
      stop: form.stop === '' ? null : { share: share(form.stop), fromLive: Number(form.stopFrom) },
      cancelAfterRing: form.ring === '' ? null : Math.round(Number(form.ring) * 1000), knownWrapEnd: form.wrap, inboundReserve: Number(form.inbound),
    },
  };
}
