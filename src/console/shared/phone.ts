/**
 * What the page needs of a telephone, whichever it is: a softphone in this browser, or none (the simulated switch, a phone on the desk).
 * Who is called and when a call ends is the desk's business and passes over its socket; this is the voice and the ears only.
 */
import type { Ref, ShallowRef } from 'vue';

/** `off`: nothing in this browser is to sound; `failed`: it should, and does not (`trouble` says why). */
export type PhoneState = 'off' | 'connecting' | 'ready' | 'failed';
/** Measured over the last seconds: round trip and jitter in milliseconds, loss as a share of packets. */
export interface LineQuality { readonly rtt: number; readonly loss: number; readonly jitter: number }
export interface AudioDevice { readonly id: string; readonly label: string }
export interface AudioDevices { readonly inputs: readonly AudioDevice[]; readonly outputs: readonly AudioDevice[]; readonly input: string; readonly output: string }

export interface Phone {
  readonly state: Readonly<Ref<PhoneState>>;
  readonly trouble: Readonly<Ref<string | null>>;
  readonly muted: Readonly<Ref<boolean>>;
  /** Null while nothing is measured: then nothing is shown. */
  readonly quality: Readonly<ShallowRef<LineQuality | null>>;
  /** Null where there is nothing to choose from. */
  readonly devices: Readonly<ShallowRef<AudioDevices | null>>;
  /** The microphone's level now, 0 to 1; null where none is heard. */
  readonly level: Readonly<Ref<number | null>>;
  /** The desk is open: be ready for the standing leg. Called again after `stop`. */
  start(): Promise<void>;
  stop(): void;
  mute(on: boolean): void;
  choose(kind: 'input' | 'output', id: string): Promise<void>;
  /** A call is reserved: sounds at once, before the voice is there. */
  announce(): void;
}

export type LineGrade = 'good' | 'fair' | 'bad';
/**
 * How a line sounds, by the E-model's rough limits (ITU-T G.107, G.114): from 150 ms one way people begin to talk over each other, from 1 % loss G.711 crackles.
 * `fair` warns before the customer hears it.
 */
export function gradeOf(quality: LineQuality): LineGrade {
  if (quality.loss >= 0.03 || quality.rtt >= 400 || quality.jitter >= 60) return 'bad';
  return quality.loss >= 0.01 || quality.rtt >= 250 || quality.jitter >= 30 ? 'fair' : 'good';
}
