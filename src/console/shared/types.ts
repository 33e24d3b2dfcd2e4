/** The REST contract's shapes by their short names. Knows no browser: tests on Node import it too. */
import type { Static, TSchema } from 'typebox';
import type * as Rest from '../../contract/rest.js';

export type Of<K extends keyof typeof Rest> = (typeof Rest)[K] extends TSchema ? Static<(typeof Rest)[K]> : never;
export type User = Of<'User'>;
export type Me = Of<'Me'>;
export type CampaignChecks = Of<'CampaignChecks'>;
export type Campaign = Of<'Campaign'>;
export type Disposition = Of<'Disposition'>;
export type PauseReason = Of<'PauseReason'>;
export type Callback = Of<'Callback'>;
export type Lead = Of<'Lead'>;
export type WhyNot = Of<'WhyNot'>;
export type ImportRun = Of<'ImportRun'>;
export type ImportProblem = Of<'ImportProblem'>;
export type Suppression = Of<'Suppression'>;
export type Entity = Of<'Entity'>;
export type Team = Of<'Team'>;
export type Trunk = Of<'Trunk'>;
