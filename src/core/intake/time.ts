import { fail, ok, type Result } from '../result.js';
import type { LocalDate } from '../units.js';
import { parseDate } from './date.js';

/** Longest text looked at; the patterns below take the square of its length. */
const LONGEST = 100;

/** A wall time, as a file gives it; its zone is known elsewhere. */
export interface LocalTime {
  readonly date: LocalDate;
  /** Milliseconds since local midnight; null: the file gives the day only. */
  readonly millis: number | null;
  /** Minutes east of UTC where the file says so (`Z`, `+08:00`). */
  readonly offset: number | null;
}

/**
 * A date as `parseDate` reads it, alone or with a time: `2026-01-31 18:05`, `2026-01-31T18:05:09Z`, `20260131180509`,
 * `2026年1月31日 18时05分`, a spreadsheet's serial with a fraction (46053.75). Fails as `parseDate` does, and with `time.invalid`.
 */
export function parseTime(raw: string): Result<LocalTime> {
  if (raw.length > LONGEST) return fail('time.invalid', 'not a date or a time; write it as 2026-01-31 18:05');
  const text = raw.normalize('NFKC').trim();
  const packed = /^(\d{8})(\d{2})(\d{2})(\d{2})$/.exec(text);
  const parts = packed ?? /^(.*?)[T\s日]\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?(?:\.(\d{1,3})\d*)?秒?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (!parts) {
    const date = parseDate(text);
    const serial = /^\d{5,6}(\.\d+)$/.exec(text)?.[1];
    return date.ok ? ok({ date: date.value, millis: serial === undefined ? null : Math.min(86_399_000, Math.round(Number(serial) * 86_400) * 1000), offset: null }) : date;
  }
  const date = parseDate(parts[1] ?? '');
  if (!date.ok) return date;
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return fail('time.invalid', 'there is no such time of day');
  return ok({ date: date.value, millis: ((hour * 60 + minute) * 60 + second) * 1000 + Number((packed ? '' : parts[5] ?? '').padEnd(3, '0')), offset: packed ? null : offsetOf(parts[6]) });
}

function offsetOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text.toUpperCase() === 'Z') return 0;
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  return parts ? (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) : null;
}
