/** The desk's keys. Single letters pick a disposition; function keys act on the call; none does anything while one writes, but F keys. */
import type { Call } from './model.js';
import type { DeskStore } from './store.js';

/** What F3 announces, in seconds. */
export const READY_IN = 10;
export interface KeyActs { file(): void; pick(hotkey: string): boolean; verify(): void; takePreview(): boolean; lookUp(): void }

/** Is the user writing somewhere? Then single keys are letters, not commands. */
export function typing(): boolean {
  const active = document.activeElement;
  return active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement || (active instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(active.type));
}

/** True: the key was one of ours. `acts` is null while the desk's screen is not the one shown: the call's keys still work. */
export function press(event: KeyboardEvent, desk: DeskStore, acts: KeyActs | null): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (!event.ctrlKey || acts === null) return false;
    if (event.key === 'k') { acts.lookUp(); return true; }
    if (event.key !== 'Enter') return false;
    acts.file();
    return true;
  }
  const { call, state } = desk.model.value;
  const talking = call?.phase === 'talking' ? call : null;
  if (event.shiftKey && (event.key === 'F7' || event.key === 'F9')) return asking(event.key, desk, talking);
  if (event.shiftKey && event.key === 'F2') {
    const message = desk.model.value.messages[0];
    if (message === undefined) return false;
    void desk.send({ type: 'messageRead', messageId: message.messageId });
    return true;
  }
  const consult = talking?.consult?.role === 'asker' ? talking.consult : null;
  switch (event.key) {
    case 'F2': void desk.send({ type: 'ready' }); return true;
    case 'F3': if (state !== 'talking' && state !== 'wrapUp') return false; void desk.send({ type: 'readyIn', seconds: READY_IN }); return true;
    case 'F4': if (call === null || call.phase === 'ended') return false; void desk.send({ type: 'hangUp', attemptId: call.attemptId }); return true;
    case 'F6': if (!talking) return false; desk.phone.mute(!desk.phone.muted.value); return true;
    case 'F7': if (!talking) return false; if (consult) { void desk.send({ type: 'consultThen', attemptId: talking.attemptId, then: 'swap' }); return true; } void desk.send({ type: 'hold', attemptId: talking.attemptId, on: !talking.held }); return true;
    case 'F8': if (!talking) return false; void desk.send({ type: 'dropVoicemail', attemptId: talking.attemptId }); return true;
    case 'F9': if (acts === null) return false; if (call !== null) { acts.file(); return true; } return acts.takePreview();
    case 'F10': if (acts === null || !talking) return false; acts.verify(); return true;
    case '/': if (acts === null || typing()) return false; acts.lookUp(); return true;
    default: return acts !== null && !typing() && event.key.length === 1 && acts.pick(event.key.toLowerCase());
  }
}

/** Shift with F7 opens the transfer, with F9 nothing; while somebody is asked: all three, and hand over. */
function asking(key: 'F7' | 'F9', desk: DeskStore, talking: Call | null): boolean {
  if (!talking) return false;
  if (talking.consult?.role === 'asker') { void desk.send({ type: 'consultThen', attemptId: talking.attemptId, then: key === 'F7' ? 'join' : 'complete' }); return true; }
  if (key !== 'F7') return false;
  document.getElementById('transfer')?.click();
  return true;
}
