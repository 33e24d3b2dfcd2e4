import { may, mayBeyondOwn, role } from '../shared/session.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [
  { path: '/scripts', title: 'nav.scripts', icon: 'file', area: 'library', allowed: () => may('script.read') && mayBeyondOwn('attempt.read'), load: () => import('./ScriptsScreen.vue') },
  { path: '/recordings', title: 'nav.recordings', icon: 'play', area: 'library', allowed: () => may('recording.read'), load: () => import('./RecordingsScreen.vue') },
  { path: '/knowledge', title: 'nav.knowledge', icon: 'book', area: 'library', allowed: () => may('article.write'), load: () => import('./KnowledgeScreen.vue') },
  { path: '/audit', title: 'nav.audit', icon: 'clock', area: 'library', allowed: () => may('stream.read'), home: () => role() === 'auditor', load: () => import('./AuditScreen.vue') },
];
