/**
 * One desk's numbered events and remembered replies: pure bookkeeping, no socket and no clock of its own.
 * Contract: events are numbered 1, 2, 3 …; one is forgotten only when confirmed or past a limit; `canResume(seq)` is true
 * exactly when everything after `seq` is still here, so that a desk that resumes misses nothing and sees nothing twice.
 */
import type { Reply, ServerMessage } from '../contract/desk.js';
import type { DeskEvent } from '../app/ports/desk.js';
import type { Millis } from '../core/units.js';
import type { DeskSettings } from './settings.js';

interface Kept { readonly seq: number; readonly at: Millis; readonly text: string }
type Limits = Pick<DeskSettings, 'replayEvents' | 'replayBytes' | 'replayAge' | 'replies'>;
/** What is known of a command number. */
export type CommandMemory = { readonly kind: 'new' } | { readonly kind: 'running' } | { readonly kind: 'done'; readonly text: string } | { readonly kind: 'forgotten' };

export class DeskStream {
  #events: Kept[] = [];
  #bytes = 0;
  #seq = 0;
  #floor = 0;
  readonly #running = new Set<number>();
  readonly #done = new Map<number, string>();
  #forgotten = 0;
  #lastCommand = 0;
  readonly #limits: Limits;

  constructor(readonly id: string, limits: Limits) { this.#limits = limits; }

  /** Number of the newest event. */
  get seq(): number { return this.#seq; }
  /** Everything up to this number is forgotten. */
  get floor(): number { return this.#floor; }
  get lastCommand(): number { return this.#lastCommand; }
  get running(): number { return this.#running.size; }
  get size(): number { return this.#events.length; }
  get bytes(): number { return this.#bytes; }

  append(event: DeskEvent, now: Millis): void {
    const seq = ++this.#seq;
    const text = JSON.stringify({ type: 'event', seq, event } satisfies ServerMessage);
    this.#events.push({ seq, at: now, text });
    this.#bytes += text.length;
    this.trim(now);
  }

  /** Drops what is beyond the limits of number, size and age; the newest always stays. */
  trim(now: Millis): void {
    let drop = Math.max(0, this.#events.length - this.#limits.replayEvents);
    let bytes = this.#bytes - this.#events.slice(0, drop).reduce((sum, e) => sum + e.text.length, 0);
    for (let e = this.#events[drop]; e && drop < this.#events.length - 1 && (bytes > this.#limits.replayBytes || now - e.at > this.#limits.replayAge); e = this.#events[drop]) {
      bytes -= e.text.length;
      drop++;
    }
    this.#dropFirst(drop);
  }

  confirm(seq: number): void { this.#dropFirst(Math.min(seq, this.#seq) - this.#floor); }
  /** A new beginning: nothing before now may be asked for again. */
  clear(): void { this.#dropFirst(this.#events.length); this.#floor = this.#seq; }
  canResume(seq: number): boolean { return seq >= this.#floor && seq <= this.#seq; }
  /** The message of event `seq`, ready to send. */
  text(seq: number): string | undefined { return this.#events[seq - this.#floor - 1]?.text; }

  recall(id: number): CommandMemory {
    if (this.#running.has(id)) return { kind: 'running' };
    const text = this.#done.get(id);
    if (text !== undefined) return { kind: 'done', text };
    return id <= this.#forgotten ? { kind: 'forgotten' } : { kind: 'new' };
  }
  begin(id: number): void { this.#running.add(id); this.#lastCommand = Math.max(this.#lastCommand, id); }
  settle(reply: Reply): string {
    const text = JSON.stringify(reply);
    this.#running.delete(reply.id);
    this.#done.set(reply.id, text);
    for (const id of this.#done.keys()) {
      if (this.#done.size <= this.#limits.replies) break;
      this.#done.delete(id);
      this.#forgotten = Math.max(this.#forgotten, id);
    }
    return text;
  }

  #dropFirst(count: number): void {
    if (count <= 0) return;
    const gone = this.#events.splice(0, count);
    for (const e of gone) this.#bytes -= e.text.length;
    this.#floor += gone.length;
  }
}
