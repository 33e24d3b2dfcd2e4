import type { MoveContext } from './context.js';
import { change, create, createMany } from './records.js';

/** Every atomic move, by name. A move's docstring is its contract; the contract suite runs them on every store. */
export const moves = { create, change, createMany } as const;

export type MoveName = keyof typeof moves;
export type MoveInput<M extends MoveName> = Parameters<(typeof moves)[M]>[1];
export type MoveOutput<M extends MoveName> = ReturnType<(typeof moves)[M]>;
export type { MoveContext };
