import type { Checked, Finding } from './types.js';

/** Findings as lines for a terminal or an error text: severity, category, place, words, why, law, what to say instead. */
export function findingsText(checked: Checked, source: string, language: 'zh' | 'en' = 'en'): string {
  const lines = checked.findings.map((one) => line(one, source, language));
  for (const one of checked.conditions) lines.push(`${where(source, one.start)} only if ${one.needs}: “${one.text}”`);
  return lines.join('\n');
}
function line(one: Finding, source: string, language: 'zh' | 'en'): string {
  const words = one.text === '' ? '' : ` “${one.text}”`;
  const instead = one.instead === null ? '' : `\n    → ${one.instead[language]}`;
  return `${where(source, one.start)} ${one.severity} ${one.category}${words}\n    ${one.why[language]} (${one.law})${instead}`;
}
/** Line and column, both from 1; columns count UTF-16 units. */
function where(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
