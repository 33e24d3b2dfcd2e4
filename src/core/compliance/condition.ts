/** Whether a condition of a pack holds for a request at an instant. Facts come and go; everything else of the request stays. */
import type { Condition } from './pack.js';
import type { GateAsk, RequestFact } from './request.js';

export function holds(condition: Condition, ask: GateAsk, at: number): boolean {
  switch (condition.is) {
    case 'mode': return ask.mode !== undefined && condition.of.includes(ask.mode);
    case 'role': return condition.of.includes(ask.role ?? 'debtor');
    case 'line': return ask.line !== undefined && condition.of.includes(ask.line);
    case 'channel': return condition.of.includes(ask.channel);
    case 'region': return condition.of.some((place) => ask.regions.some((one) => one === place || one.startsWith(`${place}-`)));
    case 'fact': return condition.of.some((kind) => ask.facts.some((fact) => fact.kind === kind && fact.hours === undefined && stands(fact, at)));
    case 'not': return !holds(condition.of, ask, at);
    case 'all': return condition.of.every((one) => holds(one, ask, at));
    case 'any': return condition.of.some((one) => holds(one, ask, at));
  }
}
export const stands = (fact: RequestFact, at: number): boolean => (fact.from === undefined || fact.from <= at) && (fact.until === undefined || at < fact.until);

/** Instants at which facts begin or end, ascending: between two of them no condition changes. `within`: lengths after which a lift by a fact ends. */
export function boundaries(ask: GateAsk, within: readonly number[]): readonly number[] {
  if (ask.facts.length === 0) return [];
  const found = new Set<number>();
  for (const fact of ask.facts) {
    if (fact.from !== undefined) { found.add(fact.from); for (const length of within) found.add(fact.from + length); }
    if (fact.until !== undefined) found.add(fact.until);
  }
  return [...found].sort((a, b) => a - b);
}
