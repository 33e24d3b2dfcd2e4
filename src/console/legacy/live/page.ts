/** The supervisor's page: one live socket, tabs of panes. */
import type { User } from '../../shared/calls.js';
import { button, fill, h, toast } from '../dom.js';
import { problemText, t } from '../i18n.js';
import { Link, type LinkState } from '../../shared/link.js';
import { CampaignForm } from './campaignform.js';
import type { LiveContext, Pane } from './context.js';
import { DoNotCall } from './dnc.js';
import { Leads } from './leads.js';
import { applyLive, emptyLive, type LiveModel } from './model.js';
import { Overview } from './overview.js';
import { People } from './people.js';
import { Trunks } from './trunks.js';
import { Uploads } from './uploads.js';

type Tab = 'overview' | 'lists' | 'leads' | 'dnc' | 'people' | 'trunks' | 'campaignNew';

export class LivePage {
  readonly element = h('main', { class: 'live' });
  readonly bar = h('div', { class: 'bar' });
  #model: LiveModel = emptyLive;
  #tab: Tab = 'overview';
  #pane: Pane | null = null;
  #body = h('div', { id: 'pane', role: 'tabpanel' });
  #banner = h('div', { class: 'banner lost', role: 'alert', hidden: true });
  #clock = h('div', { class: 'banner clock', hidden: true });
  readonly #link: Link;
  readonly #timer: number;
  readonly #context: LiveContext;

  constructor(user: User, private readonly rights: Readonly<Record<string, string>>, private readonly expired: () => void) {
    this.#context = { rights, model: () => this.#model, now: () => this.#link.now(), entityId: user.entityId };
    this.#link = new Link('live', {
      state: (state, code, text) => { this.#linked(state, code, text); },
      welcome: (welcome) => { this.#showClock(welcome.clock); },
      live: (message) => { this.#model = applyLive(this.#model, message); this.#showClock(message.clock); this.#pane?.update?.(this.#model); },
    });
    this.#timer = window.setInterval(() => { this.#pane?.tick?.(this.#link.now()); }, 1_000);
    document.title = `${t('app.live')} · Dunwell`;
    this.redraw();
  }

  redraw(): void {
    fill(this.element, h('div', { class: 'banners' }, this.#banner, this.#clock), this.#body);
    this.#open(this.#tab);
  }
  signOff(): Promise<boolean> { return Promise.resolve(true); }
  close(): void { clearInterval(this.#timer); this.#pane?.leave?.(); this.#link.close(); }

  get #tabs(): readonly Tab[] {
    const may = (right: string): boolean => this.rights[right] !== undefined;
    return [
      'overview', ...(may('import.run') ? ['lists' as const] : []), ...(may('lead.read') ? ['leads' as const] : []), ...(may('suppression.read') ? ['dnc' as const] : []),
      ...(may('user.read') ? ['people' as const] : []), ...(may('trunk.read') ? ['trunks' as const] : []), ...(may('campaign.write') ? ['campaignNew' as const] : []),
    ];
  }
  #open(tab: Tab): void {
    this.#pane?.leave?.();
    this.#tab = tab;
    fill(this.bar, h('div', { class: 'tabs', role: 'tablist', on: { keydown: (event) => { this.#arrow(event); } } }, this.#tabs.map((name) =>
      button(t(`live.${name}`), () => { this.#open(name); }, { role: 'tab', id: `tab-${name}`, 'aria-selected': String(name === tab), 'aria-controls': 'pane', tabindex: name === tab ? 0 : -1 }))));
    this.#body.setAttribute('aria-labelledby', `tab-${tab}`);
    const pane = this.#make(tab);
    this.#pane = pane;
    fill(this.#body, pane.element);
    pane.enter();
  }
  #make(tab: Tab): Pane {
    switch (tab) {
      case 'overview': return new Overview(this.#context);
      case 'lists': return new Uploads();
      case 'leads': return new Leads();
      case 'dnc': return new DoNotCall(this.#context);
      case 'people': return new People(this.#context);
      case 'trunks': return new Trunks(this.#context);
      case 'campaignNew': return new CampaignForm(() => { this.#open('overview'); });
    }
  }
  #arrow(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const tabs = this.#tabs;
    const next = tabs[(tabs.indexOf(this.#tab) + step + tabs.length) % tabs.length] ?? 'overview';
    this.#open(next);
    document.getElementById(`tab-${next}`)?.focus();
  }
  #linked(state: LinkState, code: string | null, text: string | null): void {
    if (state === 'ended' && code === 'desk.unauthorized') { this.expired(); return; }
    this.#banner.hidden = state !== 'lost' && state !== 'ended';
    fill(this.#banner, state === 'ended' ? t('link.ended', { text: problemText(code ?? '', text ?? '') }) : t('link.lost'));
    if (state === 'ended') toast('error', problemText(code ?? '', text ?? ''));
  }
  #showClock(text: string | null): void { this.#clock.hidden = text === null; fill(this.#clock, text === null ? null : t('app.clock', { text })); }
}
