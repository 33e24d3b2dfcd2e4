/** The log of a server: standard output, or a file that only its owner reads. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { logOver, makePino } from '../adapters/system/index.js';
import type { Log } from '../app/ports/system.js';
import type { Config } from '../config.js';

export interface Logging { readonly log: Log; readonly flush: () => Promise<void> }

export function openLog(config: Pick<Config, 'logTo' | 'logLevel'>): Logging {
  if (config.logTo === '-') return { log: logOver(makePino({ level: config.logLevel })), flush: () => Promise.resolve() };
  mkdirSync(dirname(config.logTo), { recursive: true, mode: 0o700 });
  const stream = createWriteStream(config.logTo, { flags: 'a', mode: 0o600 });
  // A full disk must not end the calls.
  stream.on('error', () => undefined);
  const log = logOver(makePino({ level: config.logLevel, destination: { write: (line: string) => { stream.write(line); } } }));
  return { log, flush: () => new Promise((done) => { stream.end(() => { done(); }); }) };
}
