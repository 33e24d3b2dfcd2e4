import { mayBeyondOwn } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [
  { path: '/bridge', title: 'nav.bridge', icon: 'bridge', area: 'bridge', allowed: () => mayBeyondOwn('live.read'), home: () => true, load: () => import('../legacy/LiveScreen.vue') },
];
