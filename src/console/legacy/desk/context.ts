/** What the desk's panels share: the link, the catalogue, and one way to send a command and show what became of it. */
import type { CommandAnswerMessage, DeskCommandMessage } from '../../../contract/desk.js';
import type { Campaign, Disposition, PauseReason, User } from '../../shared/calls.js';
import type { DeskModel } from './model.js';

export interface Catalogue { readonly dispositions: readonly Disposition[]; readonly reasons: readonly PauseReason[]; readonly campaigns: readonly Campaign[] }
export interface DeskContext {
  readonly user: User;
  readonly catalogue: () => Catalogue;
  /** The server's instant now. */
  readonly now: () => number;
  /** Null when it was refused; that has been shown already. */
  readonly send: (command: DeskCommandMessage) => Promise<CommandAnswerMessage | null>;
  readonly askColleagues: () => void;
}
export interface Panel {
  readonly element: HTMLElement;
  update(model: DeskModel): void;
  /** Once a second, for clocks. */
  tick?(model: DeskModel): void;
  /** Language or catalogue changed. */
  redraw(model: DeskModel): void;
}
/** Is the user writing somewhere? Then single keys are letters, not commands. */
export function typing(): boolean {
  const active = document.activeElement;
  return active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement || (active instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(active.type));
}
