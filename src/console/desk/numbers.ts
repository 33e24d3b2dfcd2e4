/** A collector's own numbers of the day, counted from their attempts. */
import type { Disposition } from '../shared/types.js';

export interface OwnAttempt { readonly bridgedAt: number | null; readonly endedAt: number | null; readonly dispositionCode: string | null }
/** Talked with, minutes of it (milliseconds), right parties, promises. */
export interface OwnNumbers { readonly calls: number; readonly talk: number; readonly rightParty: number; readonly promises: number }

export function countOwn(attempts: readonly OwnAttempt[], dispositions: readonly Pick<Disposition, 'code' | 'rightParty' | 'promise'>[]): OwnNumbers {
  const byCode = new Map(dispositions.map((d) => [d.code, d]));
  const talked = attempts.filter((a) => a.bridgedAt !== null);
  const filed = attempts.map((a) => (a.dispositionCode === null ? undefined : byCode.get(a.dispositionCode)));
  return {
    calls: talked.length, talk: talked.reduce((sum, a) => sum + Math.max(0, (a.endedAt ?? a.bridgedAt ?? 0) - (a.bridgedAt ?? 0)), 0),
    rightParty: filed.filter((d) => d?.rightParty === true).length, promises: filed.filter((d) => d?.promise === true).length,
  };
}
