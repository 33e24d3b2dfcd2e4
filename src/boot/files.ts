/** Names of files that server and command line share, and where the built page lies. */
import { fileURLToPath } from 'node:url';

/** Beside the database: url and token for the command line of this machine; 0600. */
export const TOKEN_FILE = 'cli-token';
/** The console as the build put it beside us; `src/console` when run from sources (then without its scripts). */
export const consoleFolder = (): string => fileURLToPath(new URL('../console', import.meta.url));
