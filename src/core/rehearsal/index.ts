/** Rehearsed days: the world of a scenario, the policies that may pace it, and what comes of it. Pure; the suite's scenarios are JSON files in `scenarios/`. */
export { runDay, type DayOptions } from './day.js';
export type { FloorView, Policy } from './floor.js';
export { policyOf } from './policies.js';
export { readPolicy, type PolicyName } from './policy-name.js';
export { BASE, readScenario, type Scenario } from './scenario.js';
export { mean, quantile, standardError, summarise, type DayResult, type Summary } from './tally.js';
export { World, type AgentPlan, type CallFate, type Conversation, type Incident, type Pause } from './world.js';
