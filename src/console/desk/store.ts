/**
 * The desk as this page holds it: one socket for the whole session, a fold over its events, and the commands. It lives beside the screens,
 * so that a softphone goes on while one looks elsewhere. Screens read its refs; they change nothing but through `send`.
 */
import { computed, ref, shallowRef, watch } from 'vue';
import type { Colleagues, CommandAnswerMessage, DeskCommandMessage, DeskEventMessage } from '../../contract/desk.js';
import { callbacksDue, campaigns, dispositions, pauseReasons, teams, type Callback, type Campaign, type Disposition, type PauseReason, type Team, type User } from '../shared/calls.js';
import { problemText } from '../shared/i18n.js';
import { Link, type LinkState } from '../shared/link.js';
import { notify } from '../shared/notify.js';
import type { Phone } from '../shared/phone.js';
import { expire, session } from '../shared/session.js';
import { beforeSignOut } from '../shared/signoff.js';
import { Headset } from './softphone/headset.js';
import { softphone } from './softphone/index.js';
import { say, toast } from '../shared/toast.js';
import { attentionTone } from '../shared/tone.js';
import { caseView, ownAttempts, type CaseView } from './calls.js';
import { applyEvent, emptyDesk, type DeskModel } from './model.js';
import { countOwn, type OwnAttempt } from './numbers.js';
import { t } from './t.js';

export interface Catalogue { readonly dispositions: readonly Disposition[]; readonly reasons: readonly PauseReason[]; readonly campaigns: readonly Campaign[] }
/** How long the shift's end may take before the page logs out without it, ms. */
const SHIFT_END = 2_000;

/** How a consultation ends, in words of ours; anything else is the switch's cause. */
const OVER: ReadonlySet<string> = new Set(['asked', 'completed', 'joined', 'nobodyFree', 'gone', 'tooLong', 'failed']);

export class DeskStore {
  readonly model = shallowRef<DeskModel>(emptyDesk);
  readonly catalogue = shallowRef<Catalogue>({ dispositions: [], reasons: [], campaigns: [] });
  readonly link = shallowRef<{ readonly state: LinkState; readonly code: string | null; readonly text: string | null }>({ state: 'connecting', code: null, text: null });
  /** In words, when the server's clock is not the machine's (the demo). */
  readonly clock = shallowRef<string | null>(null);
  /** The server's instant, once a second. */
  readonly now = ref(Date.now());
  readonly colleagues = shallowRef<Colleagues['items']>([]);
  readonly teams = shallowRef<readonly Team[]>([]);
  readonly callbacks = shallowRef<readonly Callback[]>([]);
  /** A case looked at without a call. */
  readonly viewed = shallowRef<CaseView | null>(null);
  /** Counts what happened that the day's lists tell of: whoever shows them reads them again. */
  readonly happened = ref(0);
  readonly #attempts = shallowRef<readonly OwnAttempt[]>([]);
  readonly numbers = computed(() => countOwn(this.#attempts.value, this.catalogue.value.dispositions));
  /** What the middle of the desk shows: the call's case, a preview, or one looked up. */
  readonly shown = computed(() => this.model.value.call?.pop ?? this.model.value.preview?.pop ?? (this.model.value.call === null ? this.viewed.value : null));
  /** A headset's own keys, where the browser gives them. */
  readonly headset = new Headset({
    hangUp: () => { const { call } = this.model.value; if (call !== null && call.phase !== 'ended') void this.send({ type: 'hangUp', attemptId: call.attemptId }); },
    mute: (on) => { this.phone.mute(on); }, muted: () => this.phone.muted.value,
  });
  readonly #socket: Link;
  readonly #timer: number;
  readonly #off: () => void;
  readonly #lamps: () => void;

  constructor(readonly user: User, readonly phone: Phone) {
    this.#socket = new Link('desk', {
      state: (state, code, text) => { this.#linked(state, code, text); },
      welcome: (welcome) => {
        this.clock.value = welcome.clock;
        if (!welcome.resumed) this.model.value = emptyDesk;
        this.#tick();
        void this.#load();
      },
      event: (event) => { this.#event(event); },
      colleagues: (items) => { this.colleagues.value = items; },
    });
    this.#timer = window.setInterval(() => { this.#tick(); }, 1_000);
    this.#lamps = watch([this.model, phone.muted], ([model, muted]) => { this.headset.show({ live: model.call?.phase === 'talking', ringing: model.call?.phase === 'reserved', muted }); }, { immediate: true });
    this.#off = beforeSignOut(() => this.#endShift());
    void phone.start();
  }

  /** The server's instant at this moment, for what must not be a second late. */
  instant(): number { return this.#socket.now(); }
  /** Null when it was refused; that has been shown already. */
  async send(command: DeskCommandMessage): Promise<CommandAnswerMessage | null> {
    const reply = await this.#socket.command(command);
    if (reply.ok) return reply.answer;
    toast('error', problemText(reply.error.code, reply.error.text));
    return null;
  }
  /** The same, for whoever shows what went wrong in a place of their own. */
  command(command: DeskCommandMessage): ReturnType<Link['command']> { return this.#socket.command(command); }
  askColleagues(): void {
    this.#socket.who();
    // Teams change seldom: asked for once, and again only while there are none.
    if (this.teams.value.length === 0) teams().then((found) => { this.teams.value = found; }, () => undefined);
  }
  takeOver(): void { this.#socket.takeOver(); }
  show(view: CaseView): void { this.viewed.value = view; }
  async look(caseId: string, leadId: string | null): Promise<void> { this.show(await caseView(caseId, leadId)); }
  close(): void { clearInterval(this.#timer); this.#off(); this.#lamps(); this.headset.close(); this.phone.stop(); this.#socket.close(); }

  #tick(): void { this.now.value = this.#socket.now(); }

  #event(event: DeskEventMessage): void {
    const before = this.model.value;
    this.model.value = applyEvent(before, event);
    this.#tick();
    switch (event.type) {
      case 'reserved':
        if (before.call?.attemptId === event.call.attemptId) break;
        this.phone.announce();
        say(`${t('call.connecting')}: ${event.pop?.name ?? event.call.number}`);
        notify(t('call.connecting'), event.call.campaign ?? '');
        break;
      case 'callbackDue': case 'preview': attentionTone(); this.happened.value += 1; break;
      case 'taskDue': attentionTone(); toast('info', `${t('side.taskDue')}: ${event.title}`); notify(t('side.taskDue'), ''); this.happened.value += 1; break;
      case 'message': if (!before.messages.some((one) => one.messageId === event.messageId)) { attentionTone(); say(`${t('message.from', { who: event.from })}: ${event.text}`); notify(t('message.from', { who: event.from }), ''); } break;
      case 'notice': toast(event.level, problemText(event.code, event.text)); break;
      case 'consult': this.#consulted(event); break;
      case 'party': toast(event.what === 'failed' ? 'warning' : 'info', t(`party.${event.what}`, { who: event.who, why: event.why ?? '' })); break;
      case 'ended': case 'disposed': this.happened.value += 1; void this.#count(); break;
      case 'state': case 'connected': case 'held': case 'recording': case 'verified': case 'said': case 'previewGone': case 'messageGone': break;
    }
  }

  /** Said aloud, as eyes are on the case: who is asked, and how it ended. */
  #consulted(event: Extract<DeskEventMessage, { type: 'consult' }>): void {
    if (event.role === 'asked') { if (event.phase === 'calling') { attentionTone(); say(t('consult.asked', { who: event.who })); } return; }
    if (event.phase !== 'over') { say(t(`consult.${event.phase}`, { who: event.who })); return; }
    const why = event.why ?? 'asked';
    const text = OVER.has(why) ? t(`over.${why}` as 'over.asked', { who: event.who }) : t('over.other', { who: event.who, why });
    toast(why === 'asked' || why === 'completed' || why === 'joined' ? 'info' : 'warning', text);
  }

  async #load(): Promise<void> {
    // Each on its own: a role that may not read one of them still gets the others.
    const [d, r, c, due] = await Promise.allSettled([dispositions(), pauseReasons(), campaigns(), callbacksDue(this.instant()), this.#count()]);
    const known = this.catalogue.value;
    const next: Catalogue = {
      dispositions: d.status === 'fulfilled' ? d.value : known.dispositions, reasons: r.status === 'fulfilled' ? r.value : known.reasons,
      campaigns: c.status === 'fulfilled' ? c.value : known.campaigns,
    };
    // Most reconnects change nothing here, and nobody should lose the place where they type.
    if (JSON.stringify(next) !== JSON.stringify(known)) this.catalogue.value = next;
    if (due.status === 'fulfilled') this.callbacks.value = due.value;
  }
  async #count(): Promise<void> {
    const day = new Date(this.instant());
    day.setHours(0, 0, 0, 0);
    // Own numbers are a comfort: without them the desk works as well.
    try { this.#attempts.value = await ownAttempts(this.user.id, day.getTime()); } catch { /* the next call asks again */ }
  }

  #linked(state: LinkState, code: string | null, text: string | null): void {
    if (state === 'ended' && code === 'desk.unauthorized') { expire(); return; }
    const wasLost = this.link.value.state === 'lost';
    this.link.value = { state, code, text };
    if (state === 'open' && wasLost) toast('info', t('link.back'));
  }
  /** No call comes to an empty chair; a call in hand keeps the desk. */
  async #endShift(): Promise<boolean> {
    const { call, state } = this.model.value;
    if (call !== null && call.phase !== 'ended') { toast('warning', t('app.stillTalking')); return false; }
    if (this.#socket.open && state !== 'offline') await Promise.race([this.#socket.command({ type: 'logout' }), new Promise((resolve) => { setTimeout(resolve, SHIFT_END); })]);
    return true;
  }
}

const open = shallowRef<DeskStore | null>(null);
/** The desk of this session, or null until somebody opens it. */
export const desk = computed(() => open.value);
/** Opens the desk of whoever is logged in; once a session. */
export function openDesk(phone: () => Phone = softphone): DeskStore | null {
  const who = session.value;
  if (who === null) return null;
  if (open.value?.user.id !== who.user.id) { open.value?.close(); open.value = new DeskStore(who.user, phone()); }
  return open.value;
}
watch(session, (now) => { if (now === null) { open.value?.close(); open.value = null; } });
