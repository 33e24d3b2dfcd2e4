import type { Millis } from '../../core/units.js';

/** Counts failures by key over a sliding span; bounded, so that an attacker with many names cannot fill memory. */
export class Throttle {
  private readonly failures = new Map<string, Millis[]>();
  constructor(private readonly most: number, private readonly span: Millis, private readonly keys = 10_000) {}

  /** Milliseconds to wait before another try; 0: go on. */
  wait(key: string, now: Millis): Millis {
    const recent = this.recent(key, now);
    const oldest = recent[recent.length - this.most];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.span - now);
  }
  failed(key: string, now: Millis): void {
    const recent = this.recent(key, now);
    recent.push(now);
    this.failures.delete(key);
    this.failures.set(key, recent.slice(-this.most));
    if (this.failures.size > this.keys) {
      const oldest = this.failures.keys().next().value;
      if (oldest !== undefined) this.failures.delete(oldest);
    }
  }
  succeeded(key: string): void { this.failures.delete(key); }

  private recent(key: string, now: Millis): Millis[] {
    return (this.failures.get(key) ?? []).filter((at) => at > now - this.span);
  }
}
