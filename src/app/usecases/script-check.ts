/** Scripts before anybody reads them aloud: what must not be said, what must (core/script-check). */
import type { Script, User } from '../../core/records/index.js';
import { ok, type Failure, type Result } from '../../core/result.js';
import { blocks, checkScript, LEXICON, type Condition, type Finding, type Setting } from '../../core/script-check/index.js';
import type { Id } from '../../core/units.js';
import { allowed, refuse, type Deps } from './context.js';

export interface TextChecked { readonly lexicon: string; readonly blocked: boolean; readonly findings: readonly Finding[]; readonly conditions: readonly Condition[] }

/** Checks any text: a script, a robot's prompt, a message, a voicemail, a transcript. Nothing is kept. */
export function checkText(_deps: Deps, by: User, text: string, setting: Partial<Setting>): Promise<Result<TextChecked>> {
  const scope = allowed(by, 'script.read');
  return Promise.resolve(scope.ok ? ok(checked(text, setting)) : scope);
}
export function checked(text: string, setting: Partial<Setting>): TextChecked {
  const { findings, conditions } = checkScript(text, setting);
  return { lexicon: LEXICON, blocked: findings.some(blocks), findings, conditions };
}

/** May this script be put before collectors? Fails with `script.forbidden`, naming every critical and high finding. */
export async function usable(deps: Deps, script: Pick<Script, 'bodyZh' | 'bodyEn' | 'campaignId'>): Promise<Result<null>> {
  const market = await marketOf(deps, script.campaignId);
  const problems = (['bodyZh', 'bodyEn'] as const).flatMap((field) => checkScript(script[field], { kind: 'script', market }).findings.filter(blocks).map((one) => failure(one, field)));
  return problems.length === 0 ? ok(null) : refuse('script.forbidden', problems);
}
/** The country of the campaign's numbers; scripts for any campaign are held to the installation's first market. */
async function marketOf(deps: Deps, campaignId: Id | null): Promise<string> {
  return campaignId === null ? 'CN' : (await deps.store.get('campaign', campaignId))?.settings.defaultCountry ?? 'CN';
}
function failure(one: Finding, field: string): Failure {
  const said = one.text === '' ? '' : ` at ${one.start}–${one.end} “${one.text}”`;
  return { code: `script.${one.category.toLowerCase().replaceAll('-', '_')}`, text: `${one.severity} ${one.category}${said}: ${one.why.en} (${one.law})${one.instead === null ? '' : `; say instead: ${one.instead[field === 'bodyZh' ? 'zh' : 'en']}`}`, at: `/${field}` };
}
