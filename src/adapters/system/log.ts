/** The log: pino, JSON lines, with personal data taken out of fields and texts whoever writes them. */
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log, LogFields } from '../../app/ports/system.js';
import { maskDeep, maskFields, maskText, REDACT_PATHS, REDACTED } from './mask.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export interface LogOptions { readonly level: LogLevel; /** Standard output when left out. */ readonly destination?: DestinationStream }

/** The pino instance itself, for libraries that want one (fastify); masks as much as `makeLog` does. */
export function makePino(options: LogOptions): Logger {
  const made = pino({
    level: options.level,
    base: null,
    messageKey: 'text',
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...REDACT_PATHS], censor: REDACTED },
    formatters: { level: (label) => ({ level: label }), log: (fields) => maskFields(fields) },
    // Errors are masked copies by the time they come here.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method) {
        const [first, ...more]: unknown[] = args;
        // pino would make an error's own message the line's text, as it is.
        const said = first instanceof Error && more.length === 0 ? [first.message] : more;
        const fields = first instanceof Error ? { err: first } : typeof first === 'string' ? maskText(first) : first;
        Reflect.apply(method, this, [fields, ...said.map((one) => maskDeep(one))]);
      },
    },
  }, options.destination ?? pino.destination({ dest: 1, sync: false }));
  // What a child carries on every line is written as it was bound: mask it then. Children inherit this.
  const child: unknown = Reflect.get(made, 'child');
  Object.defineProperty(made, 'child', {
    value(this: Logger, bindings: object, more: unknown): unknown {
      return typeof child === 'function' ? Reflect.apply(child, this, [maskFields(bindings), more]) : this;
    },
  });
  return made;
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
