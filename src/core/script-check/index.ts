/**
 * Checks scripts, robot prompts, messages and transcripts for what must not be said and what must.
 * A lexicon with grammar (negation, quotation, warnings, leave), no statistics: every finding names its words and its law.
 */
import { findConditions, findForbidden, readText } from './matcher.js';
import { findMissing } from './required.js';
import { SETTING, type Checked, type Finding, type Setting } from './types.js';

export * from './types.js';
export { CATEGORIES } from './categories/index.js';
export { findingsText } from './render.js';

/** Names the lexicon in decisions and evidence; changes whenever a category or pattern does. */
export const LEXICON = 'dunwell.collections.v1';

/** What is wrong with a text, and what in it holds only under a condition. Longer texts than 200 000 characters are cut there. */
export function checkScript(source: string, setting: Partial<Setting> = {}): Checked {
  const steps = checkScriptSteps(source, setting);
  for (;;) { const step = steps.next(); if (step.done === true) return step.value; }
}
/** The same in steps of some milliseconds: a long text is a second's work, and calls wait for nobody's script. */
export function* checkScriptSteps(source: string, setting: Partial<Setting> = {}): Generator<void, Checked> {
  const full: Setting = { ...SETTING, ...setting };
  const text = yield* readText(source.slice(0, 200_000), full);
  yield;
  const forbidden = yield* findForbidden(text, full);
  yield;
  const findings = [...forbidden, ...findMissing(text, full)].sort((a, b) => a.start - b.start);
  return { findings, conditions: findConditions(text, full) };
}
/** Critical and high findings keep a script from being used; medium ones are for a person to judge. */
export const blocks = (finding: Finding): boolean => finding.severity !== 'medium';
