import type { Account, AccountParty, Approval, Assignment, BalanceEvent, Case, CaseAccount, Contact, ContactPoint, Hold, Party, Payment, PaymentPromise, Placement, Plan, PlanInstalment, ScheduleRow, StandingFact, StreamEvent } from './debt.js';
import type { Attempt, Callback, Campaign, Disposition, IdempotencyKey, ImportProblem, ImportRun, JournalEntry, Lead, List, Permit, Script, Trunk } from './dialing.js';
import type { DenialTally, PackActivation, Touch } from './compliance.js';
import type { EvidenceKey, EvidenceRoot, RuleText } from './evidence.js';
import type { Article, ArticleEdition } from './knowledge.js';
import type { DailyFile, Delivery, Webhook } from './outside.js';
import type { AssignmentRules, Complaint, CustomField, DeskMessage, MappingProfile, PaymentAllocation, RecordingComment, SavedFilter, Task } from './work.js';
import type { AgentSpell, Department, DeskTemplate, Entity, PauseReason, SecondFactor, Session, Setting, Team, User } from './org.js';

/** Every kind of record and its shape. Table names are the snake_case plurals the schema declares. */
export interface Records {
  entity: Entity; department: Department; team: Team; user: User; deskTemplate: DeskTemplate; session: Session; secondFactor: SecondFactor; pauseReason: PauseReason; agentSpell: AgentSpell; setting: Setting;
  party: Party; accountParty: AccountParty; contactPoint: ContactPoint; account: Account; balanceEvent: BalanceEvent; scheduleRow: ScheduleRow;
  placement: Placement; case: Case; caseAccount: CaseAccount; hold: Hold; assignment: Assignment; contact: Contact;
  payment: Payment; promise: PaymentPromise; plan: Plan; planInstalment: PlanInstalment; standingFact: StandingFact; approval: Approval; streamEvent: StreamEvent;
  task: Task; complaint: Complaint; recordingComment: RecordingComment; deskMessage: DeskMessage; savedFilter: SavedFilter; customField: CustomField; mappingProfile: MappingProfile; assignmentRules: AssignmentRules; paymentAllocation: PaymentAllocation;
  webhook: Webhook; delivery: Delivery; dailyFile: DailyFile;
  evidenceKey: EvidenceKey; evidenceRoot: EvidenceRoot; ruleText: RuleText;
  article: Article; articleEdition: ArticleEdition;
  touch: Touch; packActivation: PackActivation; denialTally: DenialTally;
  list: List; campaign: Campaign; lead: Lead; attempt: Attempt; permit: Permit; journal: JournalEntry; disposition: Disposition; script: Script;
  callback: Callback; trunk: Trunk; importRun: ImportRun; importProblem: ImportProblem; idempotencyKey: IdempotencyKey;
}
export type Kind = keyof Records;
export type * from './org.js';
export type * from './compliance.js';
export type * from './debt.js';
export type * from './dialing.js';
export type * from './evidence.js';
export type * from './knowledge.js';
export type * from './outside.js';
export type * from './work.js';
export { ROLES, SPELL_STATES } from './org.js';
export { CASE_STATES, CLOSED_CASES, DUTY_TO_PAY, FACT_KINDS, PARTY_ROLES } from './debt.js';
export { ARTICLE_KINDS, ARTICLE_LANGUAGES } from './knowledge.js';
export { CAMPAIGN_STATES, LEAD_STATES, VERIFY_CHECKS } from './dialing.js';
