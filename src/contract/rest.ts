/** The whole REST contract in one import. */
export * from './common.js';
export * from './org.js';
export * from './campaigns.js';
export * from './imports.js';
export * from './work.js';
export * from './parties.js';
export * from './cases.js';
export * from './catalogue.js';
export * from './live.js';
export * from './pacing.js';
export * from './money.js';
export * from './compliance-clock.js';
export * from './evidence.js';
export * from './backups.js';
export * from './outside.js';
export * from './duties.js';
export * from './reports.js';
