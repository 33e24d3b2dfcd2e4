/** What the script checker is asked and what it answers. */

/** critical: stops a script and raises an alert in a live call; high: stops a script; medium: a person must look at it. */
export const SEVERITIES = ['critical', 'high', 'medium'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What must never be said. The names are those of the findings, of reports and of policy packs (`script.must_not`). */
export const FORBIDDEN = [
  'VIOLENCE', 'ARREST', 'IMPERSONATE', 'AGENCY-AS-BANK', 'FAKE-LEGAL', 'FAKE-CREDIT', 'EXAGGERATE-AMT', 'NEW-LOAN', '3P-DISCLOSE', '3P-PRESSURE', 'WORKPLACE',
  'PUBLIC-SHAME', 'INSULT', 'OBSCENE', 'HARASS-FREQ', 'FAMILY-HARM', 'SELF-HARM', 'VULN-PRESSURE', 'NO-IDENT', 'NO-AI-NOTICE', 'DECEPTIVE-PRETEXT', 'FALSE-DEADLINE',
  'WAIVE-RIGHTS', 'PAY-PRIVATE', 'PII-FISH', 'TIME-BARRED', 'DECEASED-HEIR', 'WHY-UNPAID', 'RETALIATE-OPTOUT', 'CROSS-SELL', 'SUPERLATIVE-LAW',
] as const;
export type Forbidden = (typeof FORBIDDEN)[number];
/** What must be said (`MUST-…`): the finding is its absence, or that it comes too late. */
export const REQUIRED = ['MUST-IDENTITY', 'MUST-RECORDING', 'MUST-AI', 'MUST-VERIFY', 'MUST-MINI-MIRANDA', 'MUST-OPT-OUT', 'MUST-CONTACT', 'MUST-LIMITED-VOICEMAIL'] as const;
export type Required = (typeof REQUIRED)[number];
export type CategoryId = Forbidden | Required;

/** script: what a collector reads; robot: what a machine says; message: SMS, e-mail, letter; voicemail: left on a machine; transcript: what was said. */
export const TEXT_KINDS = ['script', 'robot', 'message', 'voicemail', 'transcript'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/**
 * Facts of the case that make a statement true, and so lawful: a suit was approved or filed, there is a judgment, the offer
 * really ends then, the fee is in the contract, the speaker is the creditor's own staff or a law firm.
 */
export const CASE_FACTS = ['suitApproved', 'suitFiled', 'judgment', 'offerEnds', 'feeAgreed', 'creditorStaff', 'lawFirm'] as const;
export type CaseFact = (typeof CASE_FACTS)[number];

export interface Setting {
  readonly kind: TextKind;
  /** ISO 3166 country whose rules apply; some statements are forbidden or required in one country only. */
  readonly market: string;
  /** Whom it is said to. To a third party every word about a debt is a disclosure. */
  readonly to: 'debtor' | 'thirdParty';
  /** The first conversation about the debt, or a later one. */
  readonly stage: 'first' | 'later';
  readonly facts: readonly CaseFact[];
}
export const SETTING: Setting = { kind: 'script', market: 'CN', to: 'debtor', stage: 'first', facts: [] };

/** A text in the two languages of the screens. */
export interface Both { readonly zh: string; readonly en: string }

export interface Pattern {
  /** Source of a regular expression over the normalised text of one sentence (see `normalise`). */
  readonly re: string;
  /** The words forbid, deny or refuse by themselves: a "not" before them is not looked for. */
  readonly plain?: true;
  /** If this is found in the same sentence, nothing is wrong. */
  readonly unless?: string;
  readonly fact?: CaseFact;
  readonly kinds?: readonly TextKind[];
}
export interface Category {
  readonly id: Forbidden;
  readonly severity: Severity;
  readonly name: Both;
  readonly why: Both;
  /** The law or standard it rests on. */
  readonly law: string;
  /** What may be said instead; null where nothing takes its place. */
  readonly instead: Both | null;
  /** Only in these countries; absent: everywhere. */
  readonly markets?: readonly string[];
  readonly patterns: readonly (string | Pattern)[];
}

/** One thing that is wrong. Offsets count UTF-16 units of the text as given; an absence is at the place where it is missed. */
export interface Finding {
  readonly category: CategoryId; readonly severity: Severity; readonly name: Both;
  readonly start: number; readonly end: number; readonly text: string;
  readonly why: Both; readonly law: string; readonly instead: Both | null;
}
/** Lawful only while a fact of the case holds: no finding, but whoever approves the text must know. */
export interface Condition { readonly needs: CaseFact; readonly start: number; readonly end: number; readonly text: string }
export interface Checked { readonly findings: readonly Finding[]; readonly conditions: readonly Condition[] }
