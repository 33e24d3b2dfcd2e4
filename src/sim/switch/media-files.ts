/** Sound files of the switch as a port, so that tests and benches need no disk: how long a file plays, and where recordings go. */
import type { Millis } from '../../core/units.js';

export interface MediaFiles {
  /** Length of a file that can be played; undefined: there is none. */
  playLength(path: string): Millis | undefined;
  /** Can a recording go to this path? Makes its folder, as the switch does. */
  canRecord(path: string): boolean;
  /** Writes a finished recording of the given length: 8 kHz, 16 bits, silence. Gives the file's size in bytes. */
  writeRecording(path: string, length: Millis, stereo: boolean): number;
}

export const SAMPLE_RATE = 8000;
export const wavSize = (length: Millis, stereo: boolean): number => 44 + Math.floor((length * SAMPLE_RATE) / 1000) * (stereo ? 4 : 2);

/** Everything exists and lasts `length`, except names with `nosuch`; nothing is written. */
export function imaginaryFiles(length: Millis = 2000, lengths: Readonly<Record<string, Millis>> = {}): MediaFiles {
  return {
    playLength: (path) => (path.includes('nosuch') ? undefined : (lengths[path.slice(path.lastIndexOf('/') + 1)] ?? length)),
    canRecord: (path) => !path.startsWith('/proc/') && !path.startsWith('/sys/'),
    writeRecording: (_path, ms, stereo) => wavSize(ms, stereo),
  };
}
