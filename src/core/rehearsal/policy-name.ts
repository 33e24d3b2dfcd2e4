/** The policies a day can be played with, and how they are written: `predictive`, `nearzero:0.001`, `progressive`, `ratio:6`, `vicidial:average`. */
import { fail, ok, type Result } from '../result.js';

export type VicidialMethod = 'average' | 'hard' | 'tapered';
export type PolicyName =
  | { readonly kind: 'predictive' }
  | { readonly kind: 'nearzero'; /** Risk accepted for each further line, 0 to 1. */ readonly risk: number }
  | { readonly kind: 'progressive' }
  | { readonly kind: 'ratio'; /** Lines in flight per ready and per busy agent. */ readonly ready: number; readonly busy: number }
  | { readonly kind: 'vicidial'; readonly method: VicidialMethod };

const METHODS: readonly VicidialMethod[] = ['average', 'hard', 'tapered'];
const DECIMAL = /^\d+(\.\d+)?$/;

/** Errors: `scenario.policy`. `ratio:6+0.15` adds lines per busy agent. */
export function readPolicy(text: string): Result<PolicyName> {
  const [kind = '', setting] = text.split(':');
  if (kind === 'predictive' && setting === undefined) return ok({ kind });
  if (kind === 'progressive' && setting === undefined) return ok({ kind });
  if (kind === 'nearzero') {
    const risk = setting ?? '0.001';
    return DECIMAL.test(risk) && Number(risk) <= 1 ? ok({ kind, risk: Number(risk) }) : refused(text);
  }
  if (kind === 'ratio' && setting !== undefined) {
    const [ready = '', busy = '0'] = setting.split('+');
    return DECIMAL.test(ready) && DECIMAL.test(busy) && Number(ready) <= 100 && Number(busy) <= 100 ? ok({ kind, ready: Number(ready), busy: Number(busy) }) : refused(text);
  }
  if (kind === 'vicidial') {
    const method = METHODS.find((one) => one === (setting ?? 'average'));
    return method === undefined ? refused(text) : ok({ kind, method });
  }
  return refused(text);
}
const refused = (text: string): Result<PolicyName> => fail('scenario.policy', `policy "${text}" is unknown: predictive, nearzero:RISK, progressive, ratio:LINES, vicidial:average, vicidial:hard or vicidial:tapered`);
