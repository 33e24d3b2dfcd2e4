/** What is wrong with the settings, all of it at once, in words. Secrets are never repeated. */
export interface Given { readonly name: string; readonly value: string; /** `environment`, or file and line. */ readonly where: string }
export interface Problem {
  readonly name: string;
  /** As given; null: not to be shown or nothing given. */
  readonly value: string | null;
  readonly where: string;
  readonly text: string;
}

export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.length === 1 ? `One setting can't be used:\n${problems.map(line).join('\n')}` : `${problems.length} settings can't be used:\n${problems.map(line).join('\n')}`);
    this.name = 'ConfigError';
  }
}
function line(problem: Problem): string {
  return `  ${problem.name}${problem.value === null ? '' : ` = ${JSON.stringify(problem.value)}`} (${problem.where}): ${problem.text}`;
}

export const masked = (value: string): string => `••• ${value.length} characters`;
/** A password inside an address is not shown either. */
export const withoutPassword = (value: string): string => value.replace(/(\/\/)[^/@,]*@/g, '$1•••@');

/** The nearest known name, if any is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(3, Math.floor(name.length / 4)) + 1;
  for (const one of known) {
    const far = distance(name, one);
    if (far < least) { least = far; best = one; }
  }
  return best;
}

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
