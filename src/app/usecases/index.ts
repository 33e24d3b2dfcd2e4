/** The operations behind routes and command line. Each takes (deps, acting user, input) and answers a Result with stable codes. */
export * from './context.js';
export * from './sessions.js';
export * from './users.js';
export * from './org.js';
export * from './campaigns.js';
export * from './imports.js';
export * from './leads.js';
export * from './cases.js';
export * from './attempts.js';
export * from './callbacks.js';
export * from './suppressions.js';
export * from './catalogue.js';
export * from './liquid.js';
export * from './trunks.js';
export * from './live.js';
export * from './stream.js';
export * from './idempotency.js';
export type { Page, PageAsk } from './paging.js';
