/** From the counters of a peer connection to how the line sounds (W3C webrtc-stats). */
import type { LineQuality } from '../../shared/phone.js';

/** Counters at one moment; seconds where W3C says seconds. */
export interface Sample { readonly received: number; readonly lost: number; readonly jitter: number; readonly rtt: number | null }

/** Null while no voice comes in. */
export function sampleOf(stats: Iterable<Readonly<Record<string, unknown>>>): Sample | null {
  let received: number | null = null;
  let [lost, jitter] = [0, 0];
  let heard: number | null = null;
  let path: number | null = null;
  for (const one of stats) {
    if (one['kind'] === 'audio' && one['type'] === 'inbound-rtp') [received, lost, jitter] = [figure(one['packetsReceived']), figure(one['packetsLost']), figure(one['jitter'])];
    if (one['kind'] === 'audio' && one['type'] === 'remote-inbound-rtp' && typeof one['roundTripTime'] === 'number') heard = one['roundTripTime'];
    if (one['type'] === 'candidate-pair' && one['nominated'] === true && typeof one['currentRoundTripTime'] === 'number') path = one['currentRoundTripTime'];
  }
  // What the switch reports back of our own voice; until it does, the path's own measure.
  return received === null ? null : { received, lost, jitter, rtt: heard ?? path };
}
const figure = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** Between two moments: loss over that time alone, the rest as it is now. */
export function qualityOf(before: Sample | null, now: Sample): LineQuality {
  const [received, lost] = before === null || now.received < before.received ? [now.received, now.lost] : [now.received - before.received, Math.max(0, now.lost - before.lost)];
  return { rtt: (now.rtt ?? 0) * 1000, jitter: now.jitter * 1000, loss: received + lost <= 0 ? 0 : Math.max(0, lost) / (received + Math.max(0, lost)) };
}
