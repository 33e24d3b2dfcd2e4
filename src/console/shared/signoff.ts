/** What must be done before one logs out: a desk ends its shift first. Each may say "not now". */
const guards = new Set<() => Promise<boolean>>();

export function beforeSignOut(guard: () => Promise<boolean>): () => void {
  guards.add(guard);
  return () => { guards.delete(guard); };
}
/** False: somebody said not now. */
export async function mayLeave(): Promise<boolean> {
  for (const guard of guards) if (!await guard()) return false;
  return true;
}
