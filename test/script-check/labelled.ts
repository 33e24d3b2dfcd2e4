/** The labelled sentences, and how the checker does on them. Which half a sentence is in, its hash says. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CATEGORIES, CASE_FACTS, checkScript, FORBIDDEN, TEXT_KINDS, type Forbidden, type Setting, type Severity } from '../../src/core/script-check/index.js';

export type Half = 'tuned' | 'heldOut';
export interface Sentence { readonly text: string; readonly labels: ReadonlySet<Forbidden>; readonly setting: Partial<Setting>; readonly half: Half; readonly language: 'zh' | 'en' }
export interface Score { readonly right: number; readonly wrong: number; readonly missed: number; readonly precision: number; readonly recall: number }

const forbidden = (word: string): word is Forbidden => FORBIDDEN.some((one) => one === word);
export function sentences(): readonly Sentence[] {
  const rows = readFileSync(new URL('./sentences.tsv', import.meta.url), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return rows.map((row) => {
    const [label = '', setting = '-', text = ''] = row.split('\t');
    const language = /[\u3400-\u9fff]/.test(text) ? 'zh' : 'en';
    const words = setting === '-' ? [] : setting.split(',');
    const kind = TEXT_KINDS.find((one) => words.includes(one)) ?? 'script';
    const market = words.find((word) => /^[A-Z]{2}$/.test(word)) ?? (language === 'zh' ? 'CN' : 'US');
    return {
      text, language, labels: new Set(label.split(',').filter(forbidden)), half: (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 0 ? 'tuned' : 'heldOut',
      setting: { kind, market, to: words.includes('thirdParty') ? 'thirdParty' : 'debtor', facts: CASE_FACTS.filter((fact) => words.includes(fact)) },
    };
  });
}
/** The categories found; those of required statements are left out: a sentence is no script. */
export const foundIn = (one: Sentence): ReadonlySet<Forbidden> => new Set(checkScript(one.text, one.setting).findings.map((found) => found.category).filter(forbidden));
const severityOf = (id: Forbidden): Severity => CATEGORIES.find((one) => one.id === id)?.severity ?? 'medium';

/** Whole sentences: is anything wrong with it? */
export function bySentence(all: readonly Sentence[]): Score {
  return score(all.map((one) => ({ is: one.labels.size > 0, said: foundIn(one).size > 0 })));
}
/** Categories of a severity, each against its label. */
export function bySeverity(all: readonly Sentence[], severity: Severity): Score {
  const of = FORBIDDEN.filter((id) => severityOf(id) === severity);
  return score(all.flatMap((one) => { const found = foundIn(one); return of.map((id) => ({ is: one.labels.has(id), said: found.has(id) })); }));
}
function score(pairs: readonly { readonly is: boolean; readonly said: boolean }[]): Score {
  const right = pairs.filter((one) => one.is && one.said).length;
  const wrong = pairs.filter((one) => !one.is && one.said).length;
  const missed = pairs.filter((one) => one.is && !one.said).length;
  return { right, wrong, missed, precision: right / Math.max(1, right + wrong), recall: right / Math.max(1, right + missed) };
}
