/**
 * A script as a collector walks through it. Its text is plain, or has these marks, each at the start of a line:
 *   # Name         a step; `# Name !` is shown only once the right party is verified
 *   - [ ] words    a statement that must be made, ticked as it is said
 *   > words -> Name   a branch: what they answer, and the step it leads to
 * Everything else is what to say. A text without steps is one step.
 */
export interface Branch { readonly text: string; readonly to: string }
export type Line = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'must'; readonly text: string };
export interface Step { readonly name: string; readonly afterVerification: boolean; readonly lines: readonly Line[]; readonly branches: readonly Branch[] }

export function parseScript(text: string): readonly Step[] {
  const steps: { name: string; afterVerification: boolean; lines: Line[]; branches: Branch[] }[] = [];
  const at = () => { const last = steps.at(-1); if (last) return last; const made = { name: '', afterVerification: false, lines: [], branches: [] }; steps.push(made); return made; };
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const step = /^#+\s+(.*?)(\s*!)?$/.exec(line);
    if (step) { steps.push({ name: step[1] ?? '', afterVerification: step[2] !== undefined, lines: [], branches: [] }); continue; }
    const must = /^[-*]\s*\[[ xX]?\]\s*(.+)$/.exec(line);
    if (must) { at().lines.push({ kind: 'must', text: must[1] ?? '' }); continue; }
    const branch = /^>\s*(.+?)\s*(?:->|→)\s*(.+)$/.exec(line);
    if (branch) { at().branches.push({ text: branch[1] ?? '', to: branch[2] ?? '' }); continue; }
    if (line !== '') at().lines.push({ kind: 'say', text: line });
  }
  return steps.filter((step) => step.lines.length > 0 || step.branches.length > 0);
}
/** The statements that must be made on the way that was walked: of the steps seen so far. */
export const mustSay = (steps: readonly Step[], seen: ReadonlySet<string>): readonly string[] =>
  steps.filter((step) => seen.has(step.name)).flatMap((step) => step.lines.filter((line) => line.kind === 'must').map((line) => line.text));
