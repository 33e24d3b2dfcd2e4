/** What the desk's screen offers to the keys while it is shown. */
import { shallowRef } from 'vue';
import type { KeyActs } from './keys.js';

export const acts = shallowRef<KeyActs | null>(null);
