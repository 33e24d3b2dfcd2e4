import type { Millis } from '../units.js';

/** Hertz together, and how long they sound and rest in turn, in milliseconds. */
interface Tone { readonly hertz: readonly number[]; readonly rhythm: readonly Millis[] }

const EUROPE: Tone = { hertz: [425], rhythm: [1_000, 4_000] };
const NORTH_AMERICA: Tone = { hertz: [440, 480], rhythm: [2_000, 4_000] };
const BRITAIN: Tone = { hertz: [400, 450], rhythm: [400, 200, 400, 2_000] };
/**
 * Ringing tones by ISO 3166 country: "Various tones used in national networks", ITU-T E.180 supplement 2 (01/94).
 * Any other country: 425 Hz, 1 s in 5, within what E.180 (03/98) clause 4 recommends for new exchanges.
 */
const TONES: ReadonlyMap<string, Tone> = new Map(Object.entries({
  CN: { hertz: [450], rhythm: [1_000, 4_000] }, US: NORTH_AMERICA, CA: NORTH_AMERICA, GB: BRITAIN, IE: BRITAIN, AU: { hertz: [400, 450], rhythm: [400, 200, 400, 2_000] }, NZ: BRITAIN, HK: { hertz: [440, 480], rhythm: [400, 200, 400, 3_000] },
  SG: { hertz: [425], rhythm: [400, 200, 400, 2_000] }, MY: { hertz: [425], rhythm: [400, 200, 400, 2_000] }, JP: { hertz: [400], rhythm: [1_000, 2_000] }, KR: { hertz: [440, 480], rhythm: [1_000, 2_000] }, TW: { hertz: [440, 480], rhythm: [1_000, 2_000] },
}));

/** What a caller hears while a number of that country rings, for so long at most: as mod_tone_stream takes it. `country`: ISO 3166; null: unknown. */
export function ringBackTone(country: string | null, longest: Millis): string {
  const { hertz, rhythm } = (country === null ? undefined : TONES.get(country)) ?? EUROPE;
  const parts: string[] = [];
  for (let n = 0; n < rhythm.length; n += 2) parts.push(`%(${rhythm[n] ?? 0},${rhythm[n + 1] ?? 0},${hertz.join(',')})`);
  const round = rhythm.reduce((sum, one) => sum + one, 0);
  return `tone_stream://${parts.join(';')};loops=${Math.max(1, Math.ceil(longest / round))}`;
}
