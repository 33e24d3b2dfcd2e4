/** What a screen says of itself, so that the shell can offer it: an area lists its own (`<area>/screens.ts`). */
import type { Component } from 'vue';
import type { SharedWord } from './i18n.js';
import type { IconName } from './Icon.vue';

export interface Screen {
  /** Path in the address bar, from the root. */
  readonly path: string;
  /** Word in shared/words.ts: the navigation knows it before the screen's own code is here. */
  readonly title: SharedWord;
  readonly icon: IconName;
  /** May whoever is logged in use it? The server asks again with each request; this only spares a dead end. */
  readonly allowed: () => boolean;
  /** Loaded when it is first opened. */
  readonly load: () => Promise<{ readonly default: Component }>;
  /** Screens of one area stand together in the navigation. */
  readonly area: 'desk' | 'bridge' | 'library' | 'compliance' | 'reports';
  /** The area's first screen: `true` offers it to whom `allowed` lets in as the page to start on, the first in the list wins. */
  readonly home?: () => boolean;
}
