/** The log: pino, JSON lines, with personal data taken out of fields and texts whoever writes them. */
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log, LogFields } from '../../app/ports/system.js';
import { maskFields, maskText, REDACT_PATHS, REDACTED } from './mask.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export interface LogOptions { readonly level: LogLevel; /** Standard output when left out. */ readonly destination?: DestinationStream }

/** The pino instance itself, for libraries that want one (fastify); masks as much as `makeLog` does. */
export function makePino(options: LogOptions): Logger {
  return pino({
    level: options.level,
    base: null,
    messageKey: 'text',
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...REDACT_PATHS], censor: REDACTED },
    formatters: { level: (label) => ({ level: label }), log: (fields) => maskFields(fields), bindings: (fields) => maskFields(fields) },
    hooks: {
      logMethod(args, method) {
        const masked = args.map((arg: unknown) => (typeof arg === 'string' ? maskText(arg) : arg));
        Reflect.apply(method, this, masked);
      },
    },
  }, options.destination ?? pino.destination({ dest: 1, sync: false }));
}

export const makeLog = (options: LogOptions): Log => logOver(makePino(options));

export function logOver(target: Logger): Log {
  return {
    debug: (fields: LogFields, text: string) => { target.debug(fields, text); },
    info: (fields: LogFields, text: string) => { target.info(fields, text); },
    warn: (fields: LogFields, text: string) => { target.warn(fields, text); },
    error: (fields: LogFields, text: string) => { target.error(fields, text); },
    child: (fields: LogFields) => logOver(target.child(fields)),
  };
}
