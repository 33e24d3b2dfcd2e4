import type { Account, Campaign, ImportProblem, ImportRun, Placement, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskDigits } from '../../core/phone/index.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id, Minor } from '../../core/units.js';
import { getCampaign } from './campaigns.js';
import { allowed, entityFor, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import type { ImportPreview, NamedProfile } from '../import/preview.js';
import { profileFor, profilesOf } from './profiles.js';

export interface ImportOptions {
  readonly kind: ImportRun['kind'];
  /** Where leads are made; null: cases only. */
  readonly campaignId: Id | null;
  /** null: a list named after the file is made. */
  readonly listId: Id | null;
  /** Who works the accounts; null: contracts of the creditor wherever they are placed. */
  readonly entityId: Id | null;
  readonly creditorId: Id;
  /** Placement batch of rows that name none; null: the list's or the file's name. */
  readonly batch: string | null;
  readonly defaultCountry: string;
  /** What the file is called by its sender; shown, never opened. */
  readonly fileName: string;
  /** Header as in the file → field of ours; null: headers are recognised. */
  readonly mapping: Readonly<Record<string, string>> | null;
  /** The creditor's own names of columns, behind `mapping`. */
  readonly profile: Readonly<Record<string, string>> | null;
  /** An interrupted import of the same file that goes on. */
  readonly resumes: Id | null;
  /** Says what would change, and changes nothing. */
  readonly dryRun: boolean;
  /** The row that names the columns, as a spreadsheet counts; null: it is found. */
  readonly headerRow: number | null;
  readonly by: Id;
}
/** What is asked before importing: the creditor's profiles of this kind instead of one that was chosen. */
export interface PreviewOptions extends Omit<ImportOptions, 'profile' | 'resumes' | 'dryRun'> { readonly profiles: readonly NamedProfile[] }
/** Takes a file on disk in; rows go on in the background. The file may be removed once `done` settles. */
export interface Importer {
  start(file: string, options: ImportOptions): Promise<Result<{ readonly importId: Id; readonly done: Promise<unknown> }>>;
  /** What an import would do with the first rows; writes nothing. The file may be removed once it answered. */
  preview(file: string, options: PreviewOptions): Promise<Result<ImportPreview>>;
  /** While it runs and a little after; undefined: ask the stored run. */
  progress(importId: Id): { readonly state: string; readonly rows: number; readonly share: number | null } | undefined;
  /** What runs in this process, and what ended a little ago: for those who watch. */
  running(): readonly ImportUnderWay[];
}
/** `share`: of the file, 0 to 1; null where its size is not known. */
export interface ImportUnderWay { readonly importId: Id; readonly entityId: Id | null; readonly state: string; readonly rows: number; readonly share: number | null }
export interface ImportAsk {
  readonly kind: ImportRun['kind']; readonly campaignId?: Id; readonly listId?: Id; readonly creditorId?: Id; readonly entityId?: Id; readonly batch?: string; readonly defaultCountry?: string;
  readonly mapping?: Readonly<Record<string, string>>;
  /** Name or id of a mapping profile of the creditor. */
  readonly profile?: string;
  readonly dryRun?: boolean; readonly resumes?: Id; readonly headerRow?: number;
}

/** What a file does beyond placing cases needs the right to do it by hand. */
const ALSO: Readonly<Record<ImportRun['kind'], Verb | null>> = { placement: null, update: 'case.write', payment: 'payment.write', recall: 'placement.write', history: 'contact.write' };

/** Is this import allowed, and whole? Asked before the file is read. */
export async function checkImport(deps: Deps, by: User, ask: ImportAsk, fileName: string): Promise<Result<ImportOptions>> {
  const scope = allowed(by, 'import.run');
  if (!scope.ok) return scope;
  const also = ALSO[ask.kind];
  const more = also === null ? scope : allowed(by, also);
  if (!more.ok) return more;
  const campaign = await campaignFor(deps, by, ask);
  if (!campaign.ok) return campaign;
  const entityId = await entityOfImport(deps, by, scope.value === 'all' && more.value === 'all', ask, campaign.value);
  if (!entityId.ok) return entityId;
  if (ask.creditorId !== undefined && await deps.store.get('entity', ask.creditorId) === undefined) return fail('reference.unknown', 'no such creditor', '/creditorId');
  // A lender works its own debts: without a creditor the entity is it.
  const creditorId = ask.creditorId ?? entityId.value ?? by.entityId;
  const profile = ask.profile === undefined ? ok(null) : await profileFor(deps, by, creditorId, ask.kind, ask.profile);
  if (!profile.ok) return profile;
  if (ask.resumes !== undefined && !(await getImport(deps, by, ask.resumes)).ok) return fail('reference.unknown', 'no such import', '/resumes');
  return ok({
    kind: ask.kind, campaignId: campaign.value?.id ?? null, listId: ask.listId ?? null, entityId: entityId.value, creditorId, batch: ask.batch?.trim() || null, defaultCountry: ask.defaultCountry ?? campaign.value?.settings.defaultCountry ?? 'CN',
    fileName, mapping: ask.mapping ?? null, profile: profile.value, resumes: ask.resumes ?? null, dryRun: ask.dryRun === true, headerRow: ask.headerRow ?? null, by: by.id,
  });
}

/** The same as `checkImport`, for a look at the file: where no profile is asked for, the creditor's own are proposed. */
export async function checkPreview(deps: Deps, by: User, ask: ImportAsk, fileName: string): Promise<Result<PreviewOptions>> {
  const checked = await checkImport(deps, by, ask, fileName);
  if (!checked.ok) return checked;
  const { profile, creditorId, kind, ...options } = checked.value;
  if (profile !== null) {
    const [named] = await profilesOf(deps, by, creditorId, kind, ask.profile);
    return ok({ ...options, creditorId, kind, profiles: [{ id: named?.id ?? '', name: named?.name ?? ask.profile ?? '', columns: profile }] });
  }
  return ok({ ...options, creditorId, kind, profiles: await profilesOf(deps, by, creditorId, kind) });
}

async function campaignFor(deps: Deps, by: User, ask: ImportAsk): Promise<Result<Campaign | null>> {
  if (ask.campaignId === undefined) return ask.listId === undefined ? ok(null) : fail('reference.unknown', 'a list needs its campaign', '/listId');
  const campaign = await getCampaign(deps, by, ask.campaignId, 'import.run');
  if (!campaign.ok) return campaign.error.code === 'campaign.unknown' ? fail('reference.unknown', 'no such campaign', '/campaignId') : campaign;
  if (ask.listId !== undefined && (await deps.store.get('list', ask.listId))?.campaignId !== ask.campaignId) return fail('reference.unknown', 'no such list in this campaign', '/listId');
  return campaign;
}

/** Whoever sees the whole installation may send a creditor's file of payments without saying whose accounts they are. */
async function entityOfImport(deps: Deps, by: User, everywhere: boolean, ask: ImportAsk, campaign: Campaign | null): Promise<Result<Id | null>> {
  if (campaign !== null) return ask.entityId !== undefined && ask.entityId !== campaign.entityId ? fail('query.contradiction', 'the campaign belongs to another entity', 'entityId') : ok(campaign.entityId);
  if (ask.entityId === undefined && everywhere && ask.kind !== 'placement') return ok(null);
  return entityFor(deps, by, everywhere ? 'all' : 'entity', ask.entityId);
}

export async function listImports(deps: Deps, by: User, ask: PageAsk & { readonly campaignId?: Id; readonly kind?: ImportRun['kind'] }): Promise<Result<Page<ImportRun>>> {
  const scope = allowed(by, 'import.read');
  if (!scope.ok) return scope;
  const own = scope.value === 'all' ? null : (await deps.store.find('campaign', { where: { entityId: by.entityId } })).map((row) => row.id);
  const kind = ask.kind === undefined ? {} : { kind: ask.kind };
  if (ask.campaignId !== undefined) {
    return pageOf(deps.store, 'importRun', ask, { wheres: own === null || own.includes(ask.campaignId) ? [{ campaignId: ask.campaignId, ...kind }] : [], down: true });
  }
  const wheres = own === null ? [kind] : [{ by: by.id, ...kind }, { entityId: by.entityId, ...kind }, ...(own.length === 0 ? [] : [{ campaignId: { in: own }, ...kind }])];
  return pageOf(deps.store, 'importRun', ask, { wheres, down: true });
}
export async function getImport(deps: Deps, by: User, id: Id): Promise<Result<ImportRun>> {
  const scope = allowed(by, 'import.read');
  if (!scope.ok) return scope;
  const run = await deps.store.get('importRun', id);
  if (run === undefined) return unknown('import');
  if (scope.value === 'all' || run.by === by.id || run.entityId === by.entityId) return ok(run);
  const campaign = run.campaignId === null ? undefined : await deps.store.get('campaign', run.campaignId);
  return campaign?.entityId === by.entityId ? ok(run) : unknown('import');
}

export type Finding = Pick<ImportProblem, 'row' | 'column' | 'value' | 'code' | 'reason'>;
export type Problem = Finding & { readonly severity: 'error' | 'warning' };
export async function importProblems(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<Problem>>> {
  const page = await findings(deps, by, id, ask, ['error', 'warning']);
  return page.ok ? ok({ next: page.value.next, items: page.value.items.map((one) => ({ ...finding(one), severity: one.severity === 'error' ? 'error' : 'warning' })) }) : page;
}
/** Of a dry run: a sample of what would change. */
export async function importChanges(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<Finding>>> {
  const page = await findings(deps, by, id, ask, ['change']);
  return page.ok ? ok({ next: page.value.next, items: page.value.items.map(finding) }) : page;
}
export interface MissingPlacement { readonly placementId: Id; readonly accountId: Id | null; readonly contract: string; readonly batch: string | null; readonly state: Placement['state'] | null; readonly amount: Minor | null; readonly currency: string | null }
/** Open placements the file did not name, as they are now. The contract is masked. */
export async function importMissing(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<MissingPlacement>>> {
  const page = await findings(deps, by, id, ask, ['missing']);
  if (!page.ok) return page;
  const items = await Promise.all(page.value.items.map(async (one): Promise<MissingPlacement> => {
    const placement = one.column === null ? undefined : await deps.store.get('placement', one.column);
    const account: Account | undefined = placement && await deps.store.get('account', placement.accountId);
    return {
      placementId: one.column ?? '', accountId: account?.id ?? null, contract: one.value ?? maskDigits(account?.contract ?? ''), batch: placement?.batch ?? null, state: placement?.state ?? null,
      amount: account ? account.principal + account.interest + account.penalty + account.fees : null, currency: account?.currency ?? null,
    };
  }));
  return ok({ items, next: page.value.next });
}

async function findings(deps: Deps, by: User, id: Id, ask: PageAsk, severity: readonly ImportProblem['severity'][]): Promise<Result<Page<ImportProblem>>> {
  const run = await getImport(deps, by, id);
  return run.ok ? pageOf(deps.store, 'importProblem', ask, { wheres: [{ importId: id, severity: { in: severity } }] }) : run;
}
const finding = ({ row, column, value, code, reason }: ImportProblem): Finding => ({ row, column, value, code, reason });
