/** The settings: the only reader of the environment. Only main, boot, the command line and scripts may import it. */
export { readConfig, type Config, type Environment } from './config/read.js';
export { ConfigError, type Problem } from './config/problems.js';
export { envExample, settingsTable } from './config/document.js';
export { isLoopback, type EslNode } from './config/kinds.js';
