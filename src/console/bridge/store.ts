/** The live view: one socket while any screen of the bridge is shown, a fold over what it sends. */
import { onBeforeUnmount, onMounted, shallowRef } from 'vue';
import { problemText } from '../shared/i18n.js';
import { Link, type LinkState } from '../shared/link.js';
import { expire } from '../shared/session.js';
import { toast } from '../shared/toast.js';
import { applyLive, emptyLive } from './model.js';

/** Going from one screen to the next is not leaving, ms. */
const LINGER = 3_000;
const model = shallowRef(emptyLive);
const link = shallowRef<{ readonly state: LinkState; readonly code: string | null; readonly text: string | null }>({ state: 'connecting', code: null, text: null });
const clock = shallowRef<string | null>(null);
let socket: Link | null = null;
let users = 0;
let leaving = 0;

function linked(state: LinkState, code: string | null, text: string | null): void {
  if (state === 'ended' && code === 'desk.unauthorized') { expire(); return; }
  link.value = { state, code, text };
  if (state === 'ended') toast('error', problemText(code ?? '', text ?? ''));
}
function open(): void {
  model.value = emptyLive;
  socket = new Link('live', {
    state: linked,
    welcome: (welcome) => { clock.value = welcome.clock; },
    live: (message) => { model.value = applyLive(model.value, message); clock.value = message.clock; },
  });
}
/** For a screen's setup: the view while it is shown. */
export function useLive() {
  onMounted(() => { clearTimeout(leaving); users += 1; if (socket === null) open(); });
  onBeforeUnmount(() => { users -= 1; leaving = window.setTimeout(() => { if (users === 0) { socket?.close(); socket = null; } }, LINGER); });
  return { model, link, clock, now: (): number => socket?.now() ?? Date.now() };
}
