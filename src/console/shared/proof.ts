/** Who asks for password or code before a grave act, when the server wants it again; and how a request waits for the answer. */
import { shallowRef } from 'vue';
import { setProof } from './api.js';

/** What is open: the one that waits to hear whether it was proven. */
const open = shallowRef<((proven: boolean) => void) | null>(null);
let asking: Promise<boolean> | null = null;

export const proofWanted = (): boolean => open.value !== null;
export function answerProof(proven: boolean): void { open.value?.(proven); }
/** One question for all that wait: true once it was answered, false when it was put away. */
setProof(() => (asking ??= new Promise<boolean>((resolve) => { open.value = resolve; }).finally(() => { open.value = null; asking = null; })));
