/** The set of texts that a policy was made of: a text itself, whose digest stands for all of them in a decision's record. */
import { canonical } from './canonical.js';

const FORMAT = 'dunwell.rules/1';
const KINDS = ['pack', 'calendar', 'zones'] as const;
/** `name`: of the pack or calendar; `label`: its version. */
export interface RulePart { readonly kind: (typeof KINDS)[number]; readonly name: string; readonly label: string; readonly digest: string }

export const ruleSetText = (parts: readonly RulePart[]): string => canonical({ format: FORMAT, parts: parts.map(({ kind, name, label, digest }) => ({ kind, name, label, digest })) });
/** What people call the set. */
export const ruleSetLabel = (parts: readonly RulePart[]): string => parts.filter((one) => one.kind === 'pack').map((one) => `${one.name}@${one.label}`).join(' ');

/** null: it is no such text. */
export function ruleParts(text: string): readonly RulePart[] | null {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return null; }
  if (!isObject(value) || value['format'] !== FORMAT || !Array.isArray(value['parts'])) return null;
  const parts = value['parts'].map((part: unknown): RulePart | null => {
    if (!isObject(part)) return null;
    const { name, label, digest } = part;
    const kind = KINDS.find((one) => one === part['kind']);
    return kind !== undefined && typeof name === 'string' && typeof label === 'string' && typeof digest === 'string' ? { kind, name, label, digest } : null;
  });
  return parts.every((part) => part !== null) ? parts : null;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
