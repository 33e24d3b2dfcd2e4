/** What the supervisor's panes share. */
import type { LiveModel } from './model.js';
import { errorText } from '../../shared/api.js';
import { toast } from '../dom.js';

export interface LiveContext {
  readonly rights: Readonly<Record<string, string>>;
  readonly model: () => LiveModel;
  readonly now: () => number;
  readonly entityId: string;
}
export interface Pane {
  readonly element: HTMLElement;
  /** Shown (again): read what it needs. */
  enter(): void;
  update?(model: LiveModel): void;
  tick?(now: number): void;
  leave?(): void;
}
/** Does it and shows what went wrong. */
export async function attempt(what: () => Promise<unknown>, done?: string): Promise<boolean> {
  try { await what(); } catch (error) { toast('error', errorText(error)); return false; }
  if (done !== undefined) toast('info', done);
  return true;
}
