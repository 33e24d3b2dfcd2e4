/** Rows of a made-up company: who works there, what they dial through, and who owes what. */
import { DISPOSITIONS } from '../../app/seed/dispositions.js';
import type { Vault } from '../../app/ports/vault.js';
import type { CreateOf } from '../../app/store/moves/records.js';
import { DEFAULT_SETTINGS } from '../../core/campaign/defaults.js';
import type { CampaignSettings } from '../../core/campaign/settings.js';
import type { Role, Trunk } from '../../core/records/index.js';
import type { E164, Id, Instant, Minor } from '../../core/units.js';

export const DESK_DOMAIN = 'rig.test';
type Row<K extends CreateOf['kind']> = Extract<CreateOf, { readonly kind: K }>['row'];

export interface DebtorOf {
  readonly at: Instant; readonly vault: Vault;
  /** Begins every id of the debtor's rows: `PREFIX party-N`, … */
  readonly prefix?: string;
  readonly n: number; readonly numbers: readonly E164[]; readonly owed?: Minor;
  readonly entityId: Id; readonly teamId: Id | null; readonly listId: Id; readonly campaignId: Id;
}

/** A debtor with their phones, a placed account, a case and a fresh lead. Lower numbers are dialed first. */
export function debtorRows(of: DebtorOf): CreateOf[] {
  const { at, vault, n, entityId, prefix = '', owed = 10_000 } = of;
  const id = (kind: string): Id => `${prefix}${kind}-${n}`;
  return [
    { kind: 'party', at, row: { id: id('party'), kind: 'person', nameSealed: vault.seal('name', `Debtor ${n}`), nameIndex: vault.index('name', `Debtor ${n}`), identitySealed: null, identityIndex: null, language: null } },
    { kind: 'case', at, row: { id: id('case'), partyId: id('party'), creditorId: entityId, entityId, teamId: of.teamId, batch: 'b', state: 'new', risk: 'low', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 0, currency: 'CNY' } },
    { kind: 'account', at, row: { id: id('account'), creditorId: entityId, contract: `${prefix}C${n}`, product: null, currency: 'CNY', principal: owed, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: at, overdueSince: '2026-11-01', closed: null } },
    { kind: 'placement', at, row: { id: id('placement'), accountId: id('account'), entityId, batch: 'b', placedAmount: owed, from: '2026-01-01', to: null, state: 'placed' } },
    { kind: 'caseAccount', at, row: { caseId: id('case'), accountId: id('account'), placementId: id('placement') } },
    { kind: 'accountParty', at, row: { accountId: id('account'), partyId: id('party'), role: 'debtor', evidence: null, from: null, until: null } },
    ...of.numbers.map((number, rank): CreateOf => ({ kind: 'contactPoint', at, row: { id: rank === 0 ? id('cp') : `${id('cp')}-${rank}`, partyId: id('party'), kind: 'phone', valueSealed: vault.seal('phone', number), valueIndex: vault.index('phone', number), masked: '138****', ownerRole: 'debtor', source: 'import', confidence: 1, rank, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null } })),
    { kind: 'lead', at, row: {
      id: id('lead'), listId: of.listId, campaignId: of.campaignId, caseId: id('case'), partyId: id('party'), entityId, state: 'fresh', because: null, priority: 1_000 - n, overdueSince: '2026-11-01', amount: owed, currency: 'CNY', shuffle: 0,
      nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null, tally: {}, boundUserId: null, claimOwner: null, claimUntil: null } },
  ];
}

export const operatorRows = (at: Instant, id: Id, teamId: Id): CreateOf[] => [
  { kind: 'entity', at, row: { id, kind: 'operator', name: id, parentId: null, creditorGroup: null } },
  { kind: 'team', at, row: { id: teamId, entityId: id, departmentId: null, name: teamId } },
];
/** `phone`: the name of their desk phone; null: they have none. */
export const userRow = (at: Instant, of: { readonly id: Id; readonly role: Role; readonly entityId: Id; readonly teamId: Id | null; readonly phone: string | null }): CreateOf => ({ kind: 'user', at, row: {
  id: of.id, login: of.id, displayName: of.id, passwordHash: 'x', role: of.role, entityId: of.entityId, teamId: of.teamId, skills: [],
  desk: of.phone === null ? null : { kind: 'user', user: of.phone, domain: DESK_DOMAIN }, enabled: true, mustChangePassword: false } });
export const campaignRows = (at: Instant, of: { readonly id: Id; readonly entityId: Id; readonly teamId: Id; readonly listId: Id; readonly settings: Partial<CampaignSettings> }): CreateOf[] => [
  { kind: 'campaign', at, row: { id: of.id, name: of.id, entityId: of.entityId, state: 'draft', settings: { ...DEFAULT_SETTINGS, ...of.settings }, teamIds: [of.teamId] } },
  { kind: 'list', at, row: { id: of.listId, campaignId: of.id, name: of.listId, entityId: of.entityId, active: true, mix: 100 } },
];
export const trunkRow = (at: Instant, n: number, of: Partial<Row<'trunk'>> & Partial<Pick<Trunk, 'gateway' | 'node'>>): CreateOf => ({ kind: 'trunk', at, row: {
  id: `trunk-${n}`, gateway: 'carrier1', node: 'fs1', enabled: true, maxCalls: 100, callsPerSecond: 30, priority: n, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds: [{ number: '+861055550000', region: '*' }], spend: null, ...of } });
export const dispositionRows = (at: Instant): CreateOf[] => DISPOSITIONS.map((row): CreateOf => ({ kind: 'disposition', at, row }));
