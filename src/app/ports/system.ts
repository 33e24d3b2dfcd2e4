import type { Id, Instant, Millis } from '../../core/units.js';

/** The clock, timers, dice and names: given, never taken. The simulator gives its own. */
export interface Clock {
  /** The instant for every decision and record; in the demo a shifted clock, in simulation virtual time. */
  now(): Instant;
  /** Monotonic milliseconds, for measuring lengths only; unaffected by clock steps. */
  monotonic(): Millis;
  /** Runs `run` once, after at least `after`; the handle cancels. An exception of `run` is reported, not thrown. */
  after(after: Millis, run: () => void): Timer;
  /** Runs `run` again and again, `every` after the last end. */
  every(every: Millis, run: () => void): Timer;
  /** Hours this clock is ahead of the machine's, in words, or null when it is the machine's own. */
  readonly shifted: string | null;
}

export interface Timer { cancel(): void }

/** Uniform in [0, 1). */
export interface Dice { next(): number }

export interface Ids {
  /** A UUIDv7, later ones sort later. */
  id(): Id;
}

/** Structured log. Texts hold no personal data; numbers and names only ever go in masked. */
export interface Log {
  debug(fields: LogFields, text: string): void;
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
  child(fields: LogFields): Log;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What this process itself feels of its load. */
export interface LoadMeter {
  /** The longest a timer came late in this thread since it was asked last, milliseconds. */
  loopDelay(): Millis;
}

/** Counters, gauges and histograms by name; the adapter owns help texts, label names and buckets. */
export interface Metrics {
  count(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void;
  gauge(name: GaugeName, value: number, labels?: Readonly<Record<string, string>>): void;
  /** Seconds. */
  observe(name: HistogramName, seconds: number): void;
}
export type CounterName =
  | 'dunwell_attempts_total' | 'dunwell_esl_events_total' | 'dunwell_esl_refused_total' | 'dunwell_gate_denials_total'
  | 'dunwell_bridge_failures_total' | 'dunwell_late_events_total' | 'dunwell_desk_messages_total' | 'dunwell_stranded_legs_total';
export type GaugeName = 'dunwell_calls_in_air' | 'dunwell_agents' | 'dunwell_abandon_ratio' | 'dunwell_switch_up' | 'dunwell_hopper' | 'dunwell_trunk_calls' | 'dunwell_kept' | 'dunwell_load_level' | 'dunwell_event_lag_seconds' | 'dunwell_writer_queue'
  | 'dunwell_pacing_level' | 'dunwell_pacing_risk' | 'dunwell_pacing_threshold' | 'dunwell_pacing_budget_left' | 'dunwell_pacing_answers' | 'dunwell_pacing_abandons'
  | 'dunwell_backup_age_seconds' | 'dunwell_recovery_seconds' | 'dunwell_recovered_calls' | 'dunwell_stopping';
export type HistogramName = 'dunwell_bridge_latency_seconds' | 'dunwell_answer_wait_seconds' | 'dunwell_bridge_command_seconds' | 'dunwell_commit_seconds' | 'dunwell_tick_seconds';
