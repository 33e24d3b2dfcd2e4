import type { ImportProblem, ImportRun, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { getCampaign } from './campaigns.js';
import { allowed, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

export interface ImportOptions {
  readonly kind: ImportRun['kind'];
  readonly campaignId: Id;
  /** null: a list named after the file is made. */
  readonly listId: Id | null;
  readonly entityId: Id;
  /** The creditor of accounts whose row names none. */
  readonly creditorId: Id | null;
  readonly defaultCountry: string;
  /** What the file is called by its sender; shown, never opened. */
  readonly fileName: string;
  /** Header as in the file → field of ours; null: headers are recognised. */
  readonly mapping: Readonly<Record<string, string>> | null;
  readonly by: Id;
}
/** Takes a file on disk in; rows go on in the background. The file may be removed once `done` settles. */
export interface Importer {
  start(file: string, options: ImportOptions): Promise<Result<{ readonly importId: Id; readonly done: Promise<unknown> }>>;
  /** While it runs and a little after; undefined: ask the stored run. */
  progress(importId: Id): { readonly state: string; readonly rows: number; readonly share: number | null } | undefined;
}
export interface ImportAsk { readonly kind: ImportRun['kind']; readonly campaignId: Id; readonly listId?: Id; readonly creditorId?: Id; readonly defaultCountry?: string; readonly mapping?: Readonly<Record<string, string>> }

/** Is this import allowed, and whole? Asked before the file is read. */
export async function checkImport(deps: Deps, by: User, ask: ImportAsk, fileName: string): Promise<Result<ImportOptions>> {
  const campaign = await getCampaign(deps, by, ask.campaignId, 'import.run');
  if (!campaign.ok) return campaign.error.code === 'campaign.unknown' ? fail('reference.unknown', 'no such campaign', '/campaignId') : campaign;
  if (ask.listId !== undefined && (await deps.store.get('list', ask.listId))?.campaignId !== ask.campaignId) return fail('reference.unknown', 'no such list in this campaign', '/listId');
  if (ask.creditorId !== undefined && await deps.store.get('entity', ask.creditorId) === undefined) return fail('reference.unknown', 'no such creditor', '/creditorId');
  return ok({
    kind: ask.kind, campaignId: ask.campaignId, listId: ask.listId ?? null, entityId: campaign.value.entityId, creditorId: ask.creditorId ?? null,
    defaultCountry: ask.defaultCountry ?? campaign.value.settings.defaultCountry, fileName, mapping: ask.mapping ?? null, by: by.id,
  });
}

export async function listImports(deps: Deps, by: User, ask: PageAsk & { readonly campaignId?: Id }): Promise<Result<Page<ImportRun>>> {
  const scope = allowed(by, 'import.read');
  if (!scope.ok) return scope;
  const own = scope.value === 'all' ? null : (await deps.store.find('campaign', { where: { entityId: by.entityId } })).map((row) => row.id);
  if (ask.campaignId !== undefined) {
    return pageOf(deps.store, 'importRun', ask, { wheres: own === null || own.includes(ask.campaignId) ? [{ campaignId: ask.campaignId }] : [], down: true });
  }
  return pageOf(deps.store, 'importRun', ask, { wheres: own === null ? [{}] : own.length === 0 ? [{ by: by.id }] : [{ campaignId: { in: own } }, { by: by.id }], down: true });
}
export async function getImport(deps: Deps, by: User, id: Id): Promise<Result<ImportRun>> {
  const scope = allowed(by, 'import.read');
  if (!scope.ok) return scope;
  const run = await deps.store.get('importRun', id);
  if (run === undefined) return unknown('import');
  if (scope.value === 'all' || run.by === by.id) return ok(run);
  const campaign = run.campaignId === null ? undefined : await deps.store.get('campaign', run.campaignId);
  return campaign?.entityId === by.entityId ? ok(run) : unknown('import');
}
export async function importProblems(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<ImportProblem>>> {
  const run = await getImport(deps, by, id);
  return run.ok ? pageOf(deps.store, 'importProblem', ask, { wheres: [{ importId: id }] }) : run;
}
