/** The collector's page: joins link, model and panels, and hears the keys. */
import type { CommandAnswerMessage, DeskCommandMessage, DeskEventMessage } from '../../../contract/desk.js';
import { callbacksDue, campaigns, dispositions, pauseReasons, type User } from '../../shared/calls.js';
import { button, fill, h, say, toast } from '../dom.js';
import { problemText, t } from '../i18n.js';
import { Link, type LinkState } from '../../shared/link.js';
import { attentionTone, connectTone } from '../../shared/tone.js';
import { CallPanel } from './callpanel.js';
import { CasePanel } from './casepanel.js';
import { typing, type Catalogue, type DeskContext, type Panel } from './context.js';
import { FilePanel } from './filepanel.js';
import { applyEvent, emptyDesk, type DeskModel } from './model.js';
import { SidePanel } from './sidepanel.js';
import { READY_IN, StateBar } from './statebar.js';

/** Not codes of this page's doing: they end the session, not the desk. */
const LOGIN_AGAIN = new Set(['desk.unauthorized']);

export class DeskPage {
  readonly element = h('main', { class: 'desk' });
  readonly bar: HTMLElement;
  #model: DeskModel = emptyDesk;
  #catalogue: Catalogue = { dispositions: [], reasons: [], campaigns: [] };
  #banner = h('div', { class: 'banner', role: 'alert', hidden: true });
  #clock = h('div', { class: 'banner clock', hidden: true });
  #clockText: string | null = null;
  #lost: { state: LinkState; code: string | null; text: string | null } | null = null;
  readonly #link: Link;
  readonly #state: StateBar; readonly #call: CallPanel; readonly #case: CasePanel; readonly #file: FilePanel; readonly #side: SidePanel;
  readonly #panels: readonly Panel[];
  readonly #timer: number;
  readonly #keys = (event: KeyboardEvent): void => { this.#key(event); };

  constructor(user: User, private readonly expired: () => void) {
    const context: DeskContext = {
      user, catalogue: () => this.#catalogue, now: () => this.#link.now(), send: (command) => this.#send(command), askColleagues: () => { this.#link.who(); },
    };
    this.#state = new StateBar(context); this.#call = new CallPanel(context); this.#case = new CasePanel(context); this.#file = new FilePanel(context); this.#side = new SidePanel(context);
    this.#panels = [this.#state, this.#call, this.#case, this.#file, this.#side];
    this.bar = this.#state.element;
    this.#link = new Link('desk', {
      state: (state, code, text) => { this.#linked(state, code, text); },
      welcome: (welcome) => { this.#clockText = welcome.clock; this.#showClock(); if (!welcome.resumed) { this.#model = emptyDesk; this.#update(); } void this.#load(); },
      event: (event) => { this.#event(event); },
      colleagues: (items) => { this.#call.colleagues(items); },
    });
    this.#timer = window.setInterval(() => { for (const p of this.#panels) p.tick?.(this.#model); }, 1_000);
    document.addEventListener('keydown', this.#keys);
    fill(this.element, h('div', { class: 'banners' }, this.#banner, this.#clock), h('div', { class: 'left' }, this.#call.element, this.#side.element), this.#case.element, this.#file.element);
    this.redraw();
  }

  redraw(): void { this.#showBanner(); this.#showClock(); for (const p of this.#panels) p.redraw(this.#model); }
  /** Logging out ends the shift first, so that no call comes to an empty chair; a call in hand keeps the desk. */
  async signOff(): Promise<boolean> {
    if (this.#model.call !== null && this.#model.call.phase !== 'ended') { toast('warning', t('app.stillTalking')); return false; }
    if (this.#link.open && this.#model.state !== 'offline') {
      await Promise.race([this.#link.command({ type: 'logout' }), new Promise((resolve) => { setTimeout(resolve, 2_000); })]);
    }
    return true;
  }
  close(): void { clearInterval(this.#timer); document.removeEventListener('keydown', this.#keys); this.#link.close(); }

  #event(event: DeskEventMessage): void {
    const before = this.#model;
    this.#model = applyEvent(before, event);
    if (event.type === 'reserved' && before.call?.attemptId !== event.call.attemptId) { connectTone(); say(`${t('call.connecting')}: ${event.pop?.name ?? event.call.number}`); }
    if (event.type === 'callbackDue' || event.type === 'taskDue' || event.type === 'preview') attentionTone();
    if (event.type === 'taskDue') toast('info', `${t('side.taskDue')}: ${event.title}`);
    if (event.type === 'notice') toast(event.level, problemText(event.code, event.text));
    if (event.type === 'party') toast(event.what === 'failed' ? 'warning' : 'info', t(`party.${event.what}`, { who: event.who, why: event.why ?? '' }));
    this.#update();
  }
  #update(): void { for (const p of this.#panels) p.update(this.#model); }

  async #send(command: DeskCommandMessage): Promise<CommandAnswerMessage | null> {
    const reply = await this.#link.command(command);
    if (reply.ok) return reply.answer;
    toast('error', problemText(reply.error.code, reply.error.text));
    return null;
  }

  async #load(): Promise<void> {
    // Each on its own: a role that may not read one of them still gets the others.
    const [d, r, c, due] = await Promise.allSettled([dispositions(), pauseReasons(), campaigns(), callbacksDue(this.#link.now())]);
    const next: Catalogue = {
      dispositions: d.status === 'fulfilled' ? d.value : this.#catalogue.dispositions, reasons: r.status === 'fulfilled' ? r.value : this.#catalogue.reasons, campaigns: c.status === 'fulfilled' ? c.value : this.#catalogue.campaigns,
    };
    // Most reconnects change nothing here, and nobody should lose the place where they type.
    if (JSON.stringify(next) !== JSON.stringify(this.#catalogue)) {
      this.#catalogue = next;
      for (const p of this.#panels) p.redraw(this.#model);
    }
    if (due.status === 'fulfilled') this.#side.callbacks(due.value, this.#model);
  }

  #linked(state: LinkState, code: string | null, text: string | null): void {
    if (state === 'ended' && code !== null && LOGIN_AGAIN.has(code)) { this.expired(); return; }
    const wasLost = this.#lost?.state === 'lost';
    this.#lost = state === 'open' ? null : { state, code, text };
    if (state === 'open' && wasLost) toast('info', t('link.back'));
    this.#showBanner();
  }
  #showBanner(): void {
    const l = this.#lost;
    this.#banner.hidden = l === null || l.state === 'connecting';
    this.#banner.className = `banner ${l?.state ?? ''}`;
    if (l?.state === 'lost') fill(this.#banner, t('link.lost'));
    else if (l?.state === 'ended') fill(this.#banner, t('link.ended', { text: problemText(l.code ?? '', l.text ?? '') }), button(t('link.takeOver'), () => { this.#link.takeOver(); }, { class: 'primary', id: 'takeover' }));
    else fill(this.#banner);
  }
  #showClock(): void { this.#clock.hidden = this.#clockText === null; fill(this.#clock, this.#clockText === null ? null : t('app.clock', { text: this.#clockText })); }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) { if (event.ctrlKey && event.key === 'Enter') void this.#file.file(); return; }
    const call = this.#model.call;
    const talking = call?.phase === 'talking';
    let used = true;
    if (event.key === 'F2') void this.#send({ type: 'ready' });
    else if (event.key === 'F3' && (this.#model.state === 'talking' || this.#model.state === 'wrapUp')) void this.#send({ type: 'readyIn', seconds: READY_IN });
    else if (event.key === 'F4' && call !== null && call.phase !== 'ended') this.#call.hangUp(call);
    else if (event.key === 'F7' && call !== null && talking) this.#call.hold(call);
    else if (event.key === 'F8' && call !== null && talking) this.#call.voicemail(call);
    else if (event.key === 'F9') { if (call !== null) void this.#file.file(); else used = this.#side.take(this.#model); }
    else used = !typing() && event.key.length === 1 && this.#file.pick(event.key.toLowerCase());
    if (used) event.preventDefault();
  }
}
