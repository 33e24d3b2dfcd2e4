/** Starts the page. */
import { createApp } from 'vue';
import './shared/tokens.css';
import './shared/base.css';
import './shell/shell.css';
import { dropOldDrafts } from './shared/drafts.js';
import { i18n } from './shared/i18n.js';
import { recall } from './shared/session.js';
import './shared/theme.js';
import { attempt } from './shared/toast.js';
import { unlockSound } from './shared/tone.js';
import App from './shell/App.vue';
import { router } from './shell/router.js';

dropOldDrafts();
document.addEventListener('pointerdown', unlockSound);
document.addEventListener('keydown', unlockSound);
// Before the first route is resolved it is known who asks.
void attempt(recall).finally(() => { createApp(App).use(i18n).use(router).mount('#app'); });
