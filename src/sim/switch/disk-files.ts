/** Sound files on the machine's disk: reads the length of WAV files, writes recordings as valid silent WAV files. */
import { closeSync, mkdirSync, openSync, readSync, statSync, writeSync, ftruncateSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import type { Millis } from '../../core/units.js';
import { SAMPLE_RATE, wavSize, type MediaFiles } from './media-files.js';

export interface DiskFilesOptions {
  /** Recordings go only below these folders; others are accepted and not written. Default: anywhere the process may write. */
  readonly under?: readonly string[];
  /** Length told for files that exist but are no WAV. Default 2000 ms. */
  readonly otherLength?: Millis;
}

export function diskFiles(options: DiskFilesOptions = {}): MediaFiles {
  const allowed = (path: string): boolean => options.under === undefined || options.under.some((folder) => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  return {
    playLength: (path) => (isAbsolute(path) ? lengthOf(path, options.otherLength ?? 2000) : undefined),
    canRecord: (path) => {
      if (!isAbsolute(path) || path.startsWith('/proc/') || path.startsWith('/sys/') || path.startsWith('/dev/')) return false;
      if (!allowed(path)) return true;
      try {
        mkdirSync(dirname(path), { recursive: true });
        return true;
      } catch { return false; }
    },
    writeRecording: (path, length, stereo) => {
      const size = wavSize(length, stereo);
      if (!allowed(path)) return size;
      try {
        const file = openSync(path, 'w');
        try {
          writeSync(file, wavHeader(size - 44, stereo));
          ftruncateSync(file, size);
        } finally { closeSync(file); }
      } catch { /* a full or read-only disk: the switch would say so in its log only */ }
      return size;
    },
  };
}

/** The 44 bytes in front of `dataBytes` of 16-bit samples. */
export function wavHeader(dataBytes: number, stereo: boolean): Buffer {
  const channels = stereo ? 2 : 1;
  const h = Buffer.alloc(44);
  h.write('RIFF', 0, 'latin1');
  h.writeUInt32LE(36 + dataBytes, 4);
  h.write('WAVEfmt ', 8, 'latin1');
  h.writeUInt32LE(16, 16);
  h.writeUInt16LE(1, 20);
  h.writeUInt16LE(channels, 22);
  h.writeUInt32LE(SAMPLE_RATE, 24);
  h.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  h.writeUInt16LE(channels * 2, 32);
  h.writeUInt16LE(16, 34);
  h.write('data', 36, 'latin1');
  h.writeUInt32LE(dataBytes, 40);
  return h;
}

function lengthOf(path: string, other: Millis): Millis | undefined {
  try {
    const size = statSync(path).size;
    const head = Buffer.alloc(44);
    const file = openSync(path, 'r');
    try { readSync(file, head, 0, 44, 0); } finally { closeSync(file); }
    if (head.toString('latin1', 0, 4) !== 'RIFF') return other;
    const bytesPerSecond = head.readUInt32LE(28);
    return bytesPerSecond > 0 ? Math.round(((size - 44) * 1000) / bytesPerSecond) : other;
  } catch { return undefined; }
}
