/** Small stand-ins for the system ports, and a recorder that waits for facts instead of for milliseconds. */
import { randomUUID } from 'node:crypto';
import type { SwitchEvent, SwitchPort } from '../../../src/app/ports/switch.js';
import type { Clock, Dice, Ids, Log, LogFields, Metrics } from '../../../src/app/ports/system.js';

export const realClock: Clock = {
  shifted: null,
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (after, run) => {
    const timer = setTimeout(run, after);
    return { cancel: () => clearTimeout(timer) };
  },
  every: (every, run) => {
    const timer = setInterval(run, every);
    return { cancel: () => clearInterval(timer) };
  },
};

/** Time that moves only when told; `sleepers` tells whether somebody waits for it. */
export class HandClock implements Clock {
  readonly shifted = null;
  #now = 1_795_000_000_000;
  #timers: { readonly due: number; readonly run: () => void }[] = [];
  now(): number { return this.#now; }
  monotonic(): number { return this.#now; }
  after(after: number, run: () => void): { cancel(): void } {
    const timer = { due: this.#now + after, run };
    this.#timers.push(timer);
    return { cancel: () => { this.#timers = this.#timers.filter((other) => other !== timer); } };
  }
  every(): { cancel(): void } { throw new Error('not used'); }
  /** Lengths until each waiting timer is due, shortest first. */
  get waits(): readonly number[] { return this.#timers.map((timer) => timer.due - this.#now).sort((a, b) => a - b); }
  advance(by: number): void {
    const end = this.#now + by;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
    this.#now = end;
  }
}

export const evenDice: Dice = { next: () => 0.5 };
export const randomIds: Ids = { id: () => randomUUID() };

export interface LogLine { readonly level: string; readonly fields: LogFields; readonly text: string }
export class MemoryLog implements Log {
  constructor(readonly lines: LogLine[] = [], private readonly own: LogFields = {}) {}
  debug(fields: LogFields, text: string): void { this.#add('debug', fields, text); }
  info(fields: LogFields, text: string): void { this.#add('info', fields, text); }
  warn(fields: LogFields, text: string): void { this.#add('warn', fields, text); }
  error(fields: LogFields, text: string): void { this.#add('error', fields, text); }
  child(fields: LogFields): Log { return new MemoryLog(this.lines, { ...this.own, ...fields }); }
  #add(level: string, fields: LogFields, text: string): void { this.lines.push({ level, fields: { ...this.own, ...fields }, text }); }
}

export class MemoryMetrics implements Metrics {
  readonly counts = new Map<string, number>();
  readonly gauges = new Map<string, number>();
  count(name: string, _labels?: unknown, by = 1): void { this.counts.set(name, (this.counts.get(name) ?? 0) + by); }
  gauge(name: string, value: number): void { this.gauges.set(name, value); }
  observe(): void { /* nothing reads it here */ }
}

type EventOf<T extends SwitchEvent['type']> = Extract<SwitchEvent, { type: T }>;

/** Everything a switch said; `wait` resolves as soon as the fact is there, also when it is there already. */
export class Recorder {
  readonly events: SwitchEvent[] = [];
  #check: (() => void)[] = [];

  constructor(port: SwitchPort) {
    port.onEvent((event) => {
      this.events.push(event);
      for (const check of [...this.#check]) check();
    });
  }

  wait<T extends SwitchEvent['type']>(type: T, leg?: string, where: (event: EventOf<T>) => boolean = () => true, within = 15_000): Promise<EventOf<T>> {
    const find = (): EventOf<T> | undefined => this.events.find((event): event is EventOf<T> =>
      event.type === type && (leg === undefined || ('leg' in event && event.leg === leg)) && where(event as EventOf<T>));
    const already = find();
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const done = (): void => { clearTimeout(timer); this.#check = this.#check.filter((other) => other !== check); };
      const check = (): void => { const found = find(); if (found !== undefined) { done(); resolve(found); } };
      const timer = setTimeout(() => { done(); reject(new Error(`no ${type} of ${leg ?? 'any leg'}; heard: ${this.events.map((event) => event.type).join(' ')}`)); }, within);
      this.#check.push(check);
    });
  }

  of(leg: string): string[] {
    return this.events.filter((event) => 'leg' in event && event.leg === leg).map((event) => event.type);
  }
}

/** Resolves when `fact` holds; looks again on every turn of the event loop. */
export async function until(fact: () => boolean, within = 10_000): Promise<void> {
  const end = performance.now() + within;
  while (!fact()) {
    if (performance.now() > end) throw new Error(`never came true: ${fact.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
