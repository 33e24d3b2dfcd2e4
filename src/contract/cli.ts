/** What `dunwell … --json` prints, by command: one JSON document on stdout (desk: one a line). docs/cli.md lists them. */
import Type, { type Static } from 'typebox';
import { Backup, Retained } from './backups.js';
import { Campaign, CampaignChecks, ImportRun } from './campaigns.js';
import { CaseRecord } from './cases.js';
import { ScriptChecked, Trunk } from './catalogue.js';
import { Id, Instant, choice, nullable } from './common.js';
import { ComplianceAnswer, ComplianceCalendar, ComplianceCalendars, CompliancePacks } from './compliance-clock.js';
import { ComplianceChecked } from './compliance.js';
import { Assigned, Proposal } from './duties.js';
import { BundleVerdict, ChainVerdict, EvidenceKeyShown } from './evidence.js';
import { ImportChange, ImportPreview } from './imports.js';
import { AgentView, CallView, CampaignView } from './live.js';
import { User } from './org.js';
import { ExportMade, Webhook, WebhookReplayed, WebhookSecret, WebhookTested } from './outside.js';
import { Rehearsal } from './rehearsals.js';
import { PacingReplayed } from './pacing.js';
import { Simulated, SimulatedFaults } from './simulated.js';
import { WhyNot } from './work.js';

/** On stderr when a command fails under --json. */
export const CliFailure = Type.Object({ error: Type.Object({ code: Type.String(), text: Type.String(), exit: Type.Integer(), details: Type.Array(Type.String()) }) }, { description: 'On stderr: the end that is not success' });

export const CliUserCreated = Type.Object({ user: User, password: nullable(Type.String({ description: 'Generated; shown this once' })) });
export const CliState = Type.Object({ campaignId: Id, name: Type.String(), state: Type.String() });
export const CliCampaignStatus = Type.Object({ campaign: Campaign, live: nullable(CampaignView), clock: nullable(Type.String()) }, { description: '`live` is null while nothing of it runs' });
export const CliImport = Type.Object({
  run: ImportRun,
  problems: Type.Array(Type.Object({ row: Type.Integer(), column: nullable(Type.String()), value: nullable(Type.String()), code: Type.String(), reason: Type.String(), severity: choice(['error', 'warning'] as const) }), { description: 'The first ones; --problems N for more' }),
  changes: Type.Array(ImportChange, { description: 'Of a dry run: the first things that would change' }),
});
export const CliLogin = Type.Object({ url: Type.String(), login: Type.String(), role: Type.String(), expiresAt: Instant, keptIn: Type.String() });
export const CliWho = Type.Object({ url: Type.String(), user: User });

export const DoctorCheck = Type.Object({
  check: Type.String({ description: 'settings, disk, database, key, zones, clock, recordings, switch, modules, limits, profiles, gateways, trunks, sounds, desks, campaigns, calendars, server' }),
  about: nullable(Type.String({ description: 'Which one: a node, a gateway, a collector, a campaign' })),
  state: choice(['ok', 'warning', 'wrong', 'skipped'] as const), text: Type.String(), mend: nullable(Type.String({ description: 'What to do' })),
});
export type DoctorCheck = Static<typeof DoctorCheck>;
export const CliDoctor = Type.Object({ healthy: Type.Boolean(), checks: Type.Array(DoctorCheck) });

/** Lines of `desk`: what the desk's client heard and said. */
export const CliDeskLine = Type.Union([
  Type.Object({ kind: choice(['welcome'] as const), welcome: Type.Unknown({ description: 'Welcome of the desk contract' }) }),
  Type.Object({ kind: choice(['event'] as const), seq: Type.Integer(), event: Type.Unknown({ description: 'A DeskEvent of the desk contract' }) }),
  Type.Object({ kind: choice(['command'] as const), command: Type.Unknown({ description: 'What this desk asked' }) }),
  Type.Object({ kind: choice(['reply'] as const), command: Type.String(), result: Type.Unknown({ description: '{ok: true, value} or {ok: false, error}' }) }),
  Type.Object({ kind: choice(['down'] as const), code: Type.String(), text: Type.String(), retry: Type.Boolean() }),
]);
export type CliDeskLine = Static<typeof CliDeskLine>;

export const CliBackup = Type.Union([
  Type.Object({
    file: Type.String(), bytes: Type.Integer(), schema: Type.Integer({ description: 'Migrations it has seen' }), lastEvent: Type.Integer(), took: Type.Integer({ description: 'Milliseconds' }),
    notInIt: Type.Array(Type.Object({ what: Type.String(), path: Type.String() }), { description: 'To be kept beside it' }),
  }),
  Type.Object({ folder: Type.String(), items: Type.Array(Backup) }),
], { description: 'With --list the second' });

export const CLI_OUTPUT = {
  'login': CliLogin,
  'logout': Type.Object({ url: Type.String(), forgotten: Type.Boolean() }),
  'whoami': CliWho,
  'user create': CliUserCreated,
  'user second-factor': Type.Object({ roles: Type.Array(Type.String({ description: 'Its people must have one' })) }),
  'user list': Type.Object({ items: Type.Array(User) }),
  'trunk limit': Trunk, 'trunk add': Trunk,
  'trunk list': Type.Object({ items: Type.Array(Trunk) }),
  'campaign create': Campaign, 'campaign check': CampaignChecks,
  'campaign list': Type.Object({ items: Type.Array(Campaign) }),
  'campaign status': CliCampaignStatus,
  'campaign start': CliState,
  'campaign pause': CliState,
  'campaign drain': CliState,
  'campaign stop': CliState,
  'import': Type.Union([CliImport, ImportPreview], { description: 'With --preview the second' }),
  'case show': CaseRecord,
  'assign': Type.Union([Proposal, Assigned], { description: 'With --dry-run what would be done, else what was' }),
  'export': Type.Object({ items: Type.Array(Type.Object({ ...ExportMade.properties, path: nullable(Type.String({ description: 'Where it was put; null without --out' })) })) }),
  'webhook list': Type.Object({ items: Type.Array(Webhook) }),
  'webhook add': WebhookSecret,
  'webhook test': WebhookTested,
  'webhook replay': WebhookReplayed,
  'agents': Type.Object({ items: Type.Array(AgentView) }),
  'calls': Type.Object({ items: Type.Array(CallView) }),
  'lead why': WhyNot,
  'desk': CliDeskLine,
  'doctor': CliDoctor,
  'backup': CliBackup,
  'retention': Retained,
  'keys rotate': Type.Object({
    from: Type.String({ description: 'Id of the key that was; it says nothing about the key' }), to: Type.String(), already: Type.Boolean({ description: 'An earlier run had done it' }), took: Type.Integer({ description: 'Milliseconds' }),
    done: nullable(Type.Object({ rows: Type.Integer(), seals: Type.Integer(), indexes: Type.Integer(), keys: Type.Integer({ description: 'Debtors’ keys of the evidence' }), strange: Type.Integer({ description: 'Texts that look sealed and are not' }) })),
    oldKeyFile: nullable(Type.String()), oldBackups: Type.Array(Type.String({ description: 'A backup that opens with the old key only' })),
  }),
  'keys status': Type.Object({
    database: Type.String(), sealedBy: nullable(Type.String()), key: nullable(Type.String({ description: 'Id of the key of the settings' })), from: Type.String(), opens: nullable(Type.Boolean({ description: 'The key is the one of the database' })),
    unfinished: Type.Boolean(), changes: Type.Integer(), lastChange: nullable(Type.Integer()), formerKeys: Type.Array(Type.String()), backups: Type.Array(Type.Object({ file: Type.String(), keyId: nullable(Type.String()) })),
  }),
  'restore': Type.Object({
    from: Type.String(), database: Type.String(), aside: nullable(Type.String({ description: 'Where the database that was there is kept' })), events: Type.Integer(), roots: Type.Integer(), troubles: Type.Integer(),
    laterRoots: Type.Integer({ description: 'Signed roots made here after the backup' }), migrated: Type.Integer(), rekeyed: Type.Boolean({ description: 'It was under a former key, and is under today’s now' }), paused: Type.Array(Type.String({ description: 'A campaign that was running' })),
  }),
  'simulate': Simulated,
  'simulate faults': SimulatedFaults,
  'pacing replay': PacingReplayed,
  'script check': ScriptChecked,
  'audit verify': Type.Union([ChainVerdict, BundleVerdict], { description: 'With --bundle the second' }),
  'audit export': Type.Object({ id: Id, debtorId: Id, masked: Type.Boolean(), out: Type.String(), files: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer() })) }),
  'audit key': EvidenceKeyShown,
  'rehearse': Rehearsal,
  'compliance check': ComplianceChecked,
  'compliance why': ComplianceAnswer,
  'compliance packs': CompliancePacks,
  'compliance calendars list': ComplianceCalendars,
  'compliance calendars import': ComplianceCalendar,
  'serve': Type.Object({ url: Type.String(), plainUrl: Type.String({ description: 'Plain HTTP on loopback; the same without HTTPS' }), pid: Type.Integer() }, { description: 'One line once /healthz answers' }),
} as const;
export type CliCommand = keyof typeof CLI_OUTPUT;
