import { may, mayBeyondOwn, scopeOf } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [
  { path: '/desk', title: 'nav.desk', icon: 'desk', area: 'desk', allowed: () => scopeOf('desk.use') === 'own', home: () => may('desk.use') && !mayBeyondOwn('live.read'), load: () => import('./DeskScreen.vue') },
];
