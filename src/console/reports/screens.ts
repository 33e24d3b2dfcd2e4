import { may } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [
  { path: '/reports', title: 'nav.reports', icon: 'chart', area: 'reports', allowed: () => may('report.read'), load: () => import('./ReportsScreen.vue') },
];
