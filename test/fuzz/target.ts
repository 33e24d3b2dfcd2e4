/**
 * A parser that faces outside, how inputs for it are made, and what must hold of it. `run` throws when it does not: an
 * exception of the parser, a broken promise of its contract, data of somebody else in an answer.
 */
import fc from 'fast-check';
import { cpu, turns } from './meter.js';

export interface Target<T> {
  readonly name: string;
  /** Inputs of this one in a thousand of all. */
  readonly share: number;
  readonly input: fc.Arbitrary<T>;
  readonly run: (input: T) => void | Promise<void>;
  /** Works over several turns of the event loop: the longest turn is what counts, not the sum. */
  readonly inTurns?: boolean;
  /** Bytes of an input, of what works over several turns: all of them together are bounded too, so that what takes the square of its input is found however it is spread. */
  readonly size?: (input: T) => number;
  readonly close?: () => Promise<void>;
}
/** Targets of several inputs' types in one list. */
export type AnyTarget = { readonly [K in keyof Target<never>]: K extends 'input' ? fc.Arbitrary<never> : Target<never>[K] };
export const target = <T>(one: Target<T>): AnyTarget => one as unknown as AnyTarget;

export interface Asked { readonly runs: number; readonly seed: number; /** Milliseconds of processor time one turn may take; null: only counted. */ readonly limit: number | null }
export interface Outcome { readonly name: string; readonly inputs: number; readonly slowest: number; readonly cpu: number; /** In words, with the smallest input that shows it; null: none. */ readonly finding: string | null }

/** Milliseconds for making a finding's input smaller. */
const SHRINKING = 10_000;
/** Looked at again so often before it is called slow: another process or the compiler may have been at work. */
const AGAIN = 5;
/** Milliseconds of processor time a kilobyte may take in all, beside the limit of a turn: some five times what the slowest reader of rows needs for rows of one letter. */
const A_KILOBYTE = 3;
/** Milliseconds below which nothing is looked at again. */
const QUICK = 5;

export async function fuzz(one: AnyTarget, asked: Asked): Promise<Outcome> {
  let inputs = 0;
  let slowest = 0;
  const measured = async (input: never, closely: boolean): Promise<number> => {
    if (closely && one.inTurns === true) return turns(async () => { await one.run(input); });
    const before = cpu();
    const result = one.run(input);
    if (result !== undefined) await result;
    return cpu() - before;
  };
  const began = cpu();
  const property = fc.asyncProperty(one.input, async (input) => {
    inputs += 1;
    // No turn is longer than all of them: watching each, which costs as much as the work, is for what took long in all.
    let took = await measured(input, false);
    let all = took;
    if (took <= Math.max(slowest, QUICK)) { slowest = Math.max(slowest, Math.min(took, QUICK)); return; }
    for (let again = 0; again < AGAIN && took > QUICK; again += 1) took = Math.min(took, await measured(input, true));
    slowest = Math.max(slowest, took);
    const most = asked.limit === null || one.size === undefined ? Infinity : asked.limit + (one.size(input) / 1024) * A_KILOBYTE;
    for (let again = 0; again < AGAIN && all > most; again += 1) all = Math.min(all, await measured(input, false));
    if (all > most) throw new Error(`slow: ${all.toFixed(1)} ms of processor time in all, ${most.toFixed(0)} allowed for its length`);
    if (asked.limit !== null && took > asked.limit) throw new Error(`slow: ${took.toFixed(1)} ms of processor time`);
  });
  // What is slow is not made smaller: each smaller one would be tried several times, and be nearly as slow.
  let result = await fc.check(property, { numRuns: asked.runs, seed: asked.seed, endOnFailure: true });
  const took = cpu() - began;
  const ran = inputs;
  if (result.failed && result.counterexamplePath !== null && !String(result.errorInstance).includes('slow: ')) {
    // Its plugin form loses the type of the counterexample.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const smaller = await fc.check(property, { numRuns: 1, seed: asked.seed, path: result.counterexamplePath, interruptAfterTimeLimit: SHRINKING });
    if (smaller.failed && smaller.counterexample !== null) result = smaller;
  }
  const finding = result.failed ? said(one.name, asked, result) : null;
  return { name: one.name, inputs: ran, slowest, cpu: took, finding };
}

function said(name: string, asked: Asked, result: fc.RunDetails<[never]>): string {
  const error = result.errorInstance instanceof Error ? (result.errorInstance.stack ?? result.errorInstance.message).split('\n').slice(0, 6).join('\n    ') : String(result.errorInstance);
  return `${name}: ${error}\n    seed ${asked.seed}, path ${result.counterexamplePath ?? ''}; input ${fc.stringify(result.counterexample).slice(0, 1_500)}`;
}
