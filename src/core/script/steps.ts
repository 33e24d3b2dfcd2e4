/**
 * A script as a collector walks through it. Its text is plain, or has these marks, each at the start of a line:
 *   # Name         a step; `# Name !` is shown only once the right party is verified
 *   - [ ] words    a statement that must be made, ticked as it is said
 *   > words -> Name   a branch: what they answer, and the step it leads to
 * Everything else is what to say. A text without steps is one step. Page and server read it alike: a statement is known by its place.
 */
export interface Branch { readonly text: string; readonly to: string }
/** `statement`: its place among all that must be said, from 0. */
export type Line = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'must'; readonly text: string; readonly statement: number };
export interface Step { readonly name: string; readonly afterVerification: boolean; readonly lines: readonly Line[]; readonly branches: readonly Branch[] }

export function parseScript(text: string): readonly Step[] {
  const steps: { name: string; afterVerification: boolean; lines: Line[]; branches: Branch[] }[] = [];
  let statements = 0;
  const at = () => { const last = steps.at(-1); if (last) return last; const made = { name: '', afterVerification: false, lines: [], branches: [] }; steps.push(made); return made; };
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const step = /^#+\s+(.*?)(\s*!)?$/.exec(line);
    if (step) { steps.push({ name: step[1] ?? '', afterVerification: step[2] !== undefined, lines: [], branches: [] }); continue; }
    const must = /^[-*]\s*\[[ xX]?\]\s*(.+)$/.exec(line);
    if (must) { at().lines.push({ kind: 'must', text: must[1] ?? '', statement: statements }); statements += 1; continue; }
    const branch = /^>\s*(.+?)\s*(?:->|→)\s*(.+)$/.exec(line);
    if (branch) { at().branches.push({ text: branch[1] ?? '', to: branch[2] ?? '' }); continue; }
    if (line !== '') at().lines.push({ kind: 'say', text: line });
  }
  return steps.filter((step) => step.lines.length > 0 || step.branches.length > 0);
}

/** A statement in both languages; `gated`: only to be made once the right party is verified, as it stands in such a step. */
export interface Statement { readonly zh: string; readonly en: string; readonly gated: boolean }
/** More than anybody says in one call; what stands after them is not asked for. */
export const MOST_STATEMENTS = 50;

/** What a script's two texts require, in order. The n-th of one language is the n-th of the other; where one has fewer, the other's words stand for both. */
export function statementsOf(zh: string, en: string): readonly Statement[] {
  const [inZh, inEn] = [musts(zh), musts(en)];
  return Array.from({ length: Math.min(MOST_STATEMENTS, Math.max(inZh.length, inEn.length)) }, (_, n): Statement => {
    const one = inZh[n] ?? inEn[n];
    return { zh: inZh[n]?.text ?? inEn[n]?.text ?? '', en: inEn[n]?.text ?? inZh[n]?.text ?? '', gated: one?.gated === true };
  });
}
const musts = (text: string): readonly { readonly text: string; readonly gated: boolean }[] =>
  parseScript(text).flatMap((step) => step.lines.flatMap((line) => (line.kind === 'must' ? [{ text: line.text, gated: step.afterVerification }] : [])));
