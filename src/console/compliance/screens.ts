import { may, mayBeyondOwn, role } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [
  { path: '/compliance', title: 'nav.check', icon: 'shield', area: 'compliance', allowed: () => may('compliance.read'), home: () => role() !== 'auditor', load: () => import('./CheckScreen.vue') },
  { path: '/compliance/packs', title: 'nav.packs', icon: 'book', area: 'compliance', allowed: () => may('compliance.read'), load: () => import('./PacksScreen.vue') },
  { path: '/compliance/facts', title: 'nav.facts', icon: 'people', area: 'compliance', allowed: () => may('compliance.read') && mayBeyondOwn('fact.read') && may('case.read'), load: () => import('./FactsScreen.vue') },
  { path: '/compliance/denials', title: 'nav.denials', icon: 'chart', area: 'compliance', allowed: () => may('compliance.read'), load: () => import('./DenialsScreen.vue') },
  { path: '/compliance/evidence', title: 'nav.evidence', icon: 'file', area: 'compliance', allowed: () => may('evidence.read'), load: () => import('./EvidenceScreen.vue') },
];
