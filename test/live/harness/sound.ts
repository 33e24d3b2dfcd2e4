/** Looks into WAV files with sox: is there sound, how loud, how long, on which side. */
import { execFileSync } from 'node:child_process';

export interface WavInfo {
  readonly channels: number;
  readonly rate: number;
  readonly seconds: number;
  /** Root mean square of all samples, 0…1. Silence is below 0.001; speech or a tone above 0.01. */
  readonly rms: number;
  /** sox's rough frequency, in Hz: tells a tone from speech. */
  readonly hertz: number;
}

/** `side`: 1 left, 2 right; absent: all channels. `from` seconds are skipped. */
export function wavInfo(path: string, options: { readonly side?: 1 | 2; readonly from?: number } = {}): WavInfo {
  const effects = [...(options.side === undefined ? [] : ['remix', String(options.side)]), ...(options.from === undefined ? [] : ['trim', String(options.from)])];
  const stat = execFileSync('sh', ['-c', 'exec sox "$@" 2>&1', 'sox', path, '-n', ...effects, 'stat'], { encoding: 'utf8' });
  const number = (label: RegExp): number => Number(new RegExp(`${label.source}\\s*:?\\s*([-\\d.]+)`).exec(stat)?.[1] ?? 'NaN');
  const soxi = (flag: string): number => Number(execFileSync('sox', ['--i', flag, path], { encoding: 'utf8' }));
  return { channels: soxi('-c'), rate: soxi('-r'), seconds: soxi('-D'), rms: number(/RMS\s+amplitude/), hertz: number(/Rough\s+frequency/) };
}

export function hasSound(info: WavInfo): boolean { return info.rms > 0.005; }
