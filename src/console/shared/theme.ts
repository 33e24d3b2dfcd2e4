/** Light, dark, or as the system has it; remembered in this browser. */
import { ref } from 'vue';

export type Theme = 'light' | 'dark' | 'system';
const KEY = 'dunwell.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const kept = localStorage.getItem(KEY);
const chosen = ref<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system');

function show(): void { document.documentElement.classList.toggle('dark', chosen.value === 'dark' || (chosen.value === 'system' && system.matches)); }
system.addEventListener('change', show);
show();

export const theme = (): Theme => chosen.value;
export function setTheme(next: Theme): void {
  chosen.value = next;
  if (next === 'system') localStorage.removeItem(KEY); else localStorage.setItem(KEY, next);
  show();
}
