import { may, mayBeyondOwn, role } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

/** They may look on, and have a place of their own to begin. */
const ELSEWHERE = new Set(['compliance', 'auditor', 'legal', 'finance']);
const watches = (): boolean => mayBeyondOwn('live.read');
export const screens: readonly Screen[] = [
  { path: '/bridge', title: 'nav.bridge', icon: 'bridge', area: 'bridge', allowed: watches, home: () => !ELSEWHERE.has(role() ?? ''), load: () => import('./OverviewScreen.vue') },
  { path: '/bridge/campaigns', title: 'nav.campaigns', icon: 'campaign', area: 'bridge', allowed: () => watches() && may('campaign.write'), load: () => import('./CampaignsScreen.vue') },
  { path: '/bridge/imports', title: 'nav.imports', icon: 'upload', area: 'bridge', allowed: () => watches() && may('import.run'), load: () => import('./ImportsScreen.vue') },
  { path: '/bridge/leads', title: 'nav.leads', icon: 'search', area: 'bridge', allowed: () => watches() && may('lead.read'), load: () => import('./LeadsScreen.vue') },
  { path: '/bridge/suppressions', title: 'nav.suppressions', icon: 'ban', area: 'bridge', allowed: () => watches() && may('suppression.read'), load: () => import('./SuppressionsScreen.vue') },
  { path: '/bridge/people', title: 'nav.people', icon: 'people', area: 'bridge', allowed: () => watches() && may('user.read'), load: () => import('./PeopleScreen.vue') },
  { path: '/bridge/trunks', title: 'nav.trunks', icon: 'trunk', area: 'bridge', allowed: () => watches() && may('trunk.read'), load: () => import('./TrunksScreen.vue') },
];
