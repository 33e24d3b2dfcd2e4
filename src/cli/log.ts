/** A log that says nothing: the command line tells what matters itself. */
import type { Log } from '../app/ports/system.js';

const nothing = (): void => undefined;
export const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };
