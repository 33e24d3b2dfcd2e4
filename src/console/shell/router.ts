/** Paths to screens. Who may not use a screen is sent home; old addresses with a hash still lead somewhere. */
import { createRouter, createWebHistory } from 'vue-router';
import NoScreen from './NoScreen.vue';
import { homeOf, screens } from './screens.js';
import { session } from '../shared/session.js';

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    ...screens.map((screen) => ({ path: screen.path, component: screen.load, meta: { screen } })),
    { path: '/account', component: () => import('./AccountScreen.vue') },
    { path: '/:rest(.*)*', component: NoScreen },
  ],
});
router.beforeEach((to) => {
  if (session.value === null) return true;
  if (to.hash === '#desk' || to.hash === '#live') return { path: to.hash === '#desk' ? '/desk' : '/bridge', hash: '' };
  const screen = screens.find((one) => one.path === to.path);
  if (to.path === '/' || (screen && !screen.allowed())) { const home = homeOf(); if (home) return home.path; }
  return true;
});
