/** Scripts before anybody reads them aloud: what must not be said, what must (core/script-check). */
import type { Script, User } from '../../core/records/index.js';
import { ok, type Failure, type Result } from '../../core/result.js';
import { blocks, checkScriptSteps, LEXICON, type Condition, type Finding, type Setting } from '../../core/script-check/index.js';
import type { Id } from '../../core/units.js';
import { allowed, refuse, type Deps } from './context.js';
import { inTurn } from './turns.js';

export interface TextChecked { readonly lexicon: string; readonly blocked: boolean; readonly findings: readonly Finding[]; readonly conditions: readonly Condition[] }

/** Checks any text: a script, a robot's prompt, a message, a voicemail, a transcript. Nothing is kept. */
export async function checkText(deps: Deps, by: User, text: string, setting: Partial<Setting>): Promise<Result<TextChecked>> {
  const scope = allowed(by, 'script.read');
  return scope.ok ? ok(await checked(deps, text, setting)) : scope;
}
async function checked(deps: Deps, text: string, setting: Partial<Setting>): Promise<TextChecked> {
  const { findings, conditions } = await inTurn(deps, checkScriptSteps(text, setting));
  return { lexicon: LEXICON, blocked: findings.some(blocks), findings, conditions };
}

/** May this script be put before collectors? Fails with `script.forbidden`, naming every critical and high finding. */
export async function usable(deps: Deps, script: Pick<Script, 'bodyZh' | 'bodyEn' | 'campaignId'>): Promise<Result<null>> {
  const market = await marketOf(deps, script.campaignId);
  const problems: Failure[] = [];
  for (const field of ['bodyZh', 'bodyEn'] as const) {
    const { findings } = await inTurn(deps, checkScriptSteps(script[field], { kind: 'script', market }));
    problems.push(...findings.filter(blocks).map((one) => failure(one, field)));
  }
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
