/** What goes on now: campaigns and why they dial as they do, collectors, calls. */
import type { AgentRow, CallRow, CampaignRow } from '../../../contract/desk.js';
import { endCall, monitor, steer } from '../../shared/calls.js';
import { button, fill, h, type Child } from '../dom.js';
import { length, percent } from '../../shared/format.js';
import { t, tx } from '../i18n.js';
import { attempt, type LiveContext, type Pane } from './context.js';
import type { LiveModel } from './model.js';
import { cells, clockSince, clockUntil, Rows, tickClocks } from './rows.js';

const ACTS = { draft: ['start'], running: ['pause', 'drain', 'stop'], paused: ['start', 'drain', 'stop'], draining: ['start', 'stop'], stopped: ['start'] } as const;
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => a.name.localeCompare(b.name);
const AGENT_ORDER = ['talking', 'reserved', 'wrapUp', 'ready', 'paused', 'offline'];

export class Overview implements Pane {
  readonly element = h('div', { class: 'overview' });
  #campaigns: Rows<CampaignRow>; #agents: Rows<AgentRow>; #calls: Rows<CallRow>;
  #switches = h('div', { class: 'switches' });
  #agentsHead = h('small'); #callsHead = h('small');
  constructor(private readonly live: LiveContext) {
    this.#campaigns = new Rows<CampaignRow>({ caption: t('live.campaigns'), empty: t('live.noCampaigns'), class: 'campaigns', id: (c) => c.campaignId, order: byName, draw: (c) => this.#campaign(c) });
    this.#agents = new Rows<AgentRow>({
      heads: [t('col.name'), t('col.state'), t('col.for'), t('col.phone'), t('col.calls'), t('col.talk'), ...(this.#mayMonitor ? [t('col.acts')] : [])], caption: t('live.agents'), empty: t('live.noAgents'), id: (a) => a.userId,
      order: (a, b) => AGENT_ORDER.indexOf(a.state) - AGENT_ORDER.indexOf(b.state) || byName(a, b), draw: (a) => this.#agent(a),
    });
    this.#calls = new Rows<CallRow>({
      heads: [t('col.number'), t('col.state'), t('col.for'), t('col.mode'), t('col.who'), t('col.trunk'), ...(this.#mayEnd ? [t('col.acts')] : [])], caption: t('live.calls'), empty: t('live.noCalls'), id: (c) => c.attemptId,
      order: (a, b) => a.since - b.since, draw: (c) => this.#call(c),
    });
    fill(this.element, this.#switches,
      h('section', { 'aria-labelledby': 'campaigns-title' }, h('h2', { id: 'campaigns-title' }, t('live.campaigns')), this.#campaigns.element),
      h('div', { class: 'two' },
        h('section', { class: 'card', 'aria-labelledby': 'agents-title' }, h('h2', { id: 'agents-title' }, t('live.agents'), ' ', this.#agentsHead), this.#agents.element),
        h('section', { class: 'card', 'aria-labelledby': 'calls-title' }, h('h2', { id: 'calls-title' }, t('live.calls'), ' ', this.#callsHead), this.#calls.element)));
  }
  get #mayMonitor(): boolean { return this.live.rights['call.monitor'] !== undefined; }
  get #mayEnd(): boolean { return this.live.rights['call.end'] !== undefined; }

  enter(): void { this.update(this.live.model()); }
  update(model: LiveModel): void {
    this.#campaigns.show([...model.campaigns.values()]);
    this.#agents.show([...model.agents.values()]);
    this.#calls.show([...model.calls.values()]);
    fill(this.#agentsHead, counted(model.agents.size, model.totals.agents));
    fill(this.#callsHead, counted(model.calls.size, model.totals.calls));
    fill(this.#switches, model.switches.map((s) => h('span', { class: `tag ${s.up ? 'running' : 'bad'}` }, s.up ? t('sw.up', { node: s.node }) : t('sw.down', { node: s.node, why: s.why ?? '' }))));
    this.tick(this.live.now());
  }
  tick(now: number): void { tickClocks(this.element, now, length); }

  #campaign(c: CampaignRow): HTMLElement {
    const may = (action: string): boolean => this.live.rights[action === 'start' ? 'campaign.start' : 'campaign.halt'] !== undefined;
    const outcomes = Object.entries(c.outcomes).filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
    const all = outcomes.reduce((sum, [, n]) => sum + n, 0);
    const figure = (word: 'hopper' | 'ringing' | 'waiting' | 'talking' | 'ready', n: number): Child => h('div', { class: 'figure' }, h('b', {}, n), h('span', {}, t(`camp.${word}`)));
    return h('article', { class: 'card campaign', 'data-campaign': c.campaignId },
      h('header', {}, h('h3', {}, c.name), h('small', {}, tx('mode', c.mode)), h('span', { class: `tag ${c.state}` }, tx('camp', c.state)), h('span', { class: 'grow' }),
        ACTS[c.state].filter(may).map((action) => button(t(`camp.${action}`), () => { void attempt(() => steer(c.campaignId, action)); }, { class: action === 'start' ? 'small primary' : action === 'stop' ? 'small danger' : 'small', 'data-act': action }))),
      c.trouble === null ? null : h('p', { class: 'mind', role: 'alert' }, c.trouble),
      h('div', { class: 'figures' }, figure('hopper', c.hopper), figure('ringing', c.ringing), figure('waiting', c.waiting), figure('talking', c.talking), figure('ready', c.ready),
        h('div', { class: 'figure wide' }, h('b', {}, percent(c.abandonRatio, 2)), h('span', {}, `${t('camp.abandon')} · ${c.abandoned}/${c.abandoned + c.connected} · ${t('camp.strict', { p: percent(c.abandonRatioStrict, 2) })}`))),
      h('p', { class: 'because' }, h('strong', {}, t('camp.pacing')), ' ', c.pacing === null ? '—' : c.pacing.because),
      thinking(c),
      h('ul', { class: 'outcomes' }, outcomes.map(([name, n]) => h('li', { class: name }, h('span', {}, tx('outcome', name)), h('meter', { min: 0, max: all, value: n, 'aria-label': tx('outcome', name) }), h('b', {}, n)))));
  }

  #agent(a: AgentRow): HTMLElement {
    const acts = this.#mayMonitor ? [a.attemptId !== null && a.state === 'talking' ? monitorButtons(a.attemptId) : null] : [];
    return cells(h('strong', {}, a.name), h('span', { class: `chip small ${a.state}` }, tx('state', a.state) + (a.reason === null ? '' : ` · ${a.reason}`) + (a.after === 'ready' || (a.state !== 'talking' && a.state !== 'wrapUp' && a.state !== 'reserved') ? '' : ` · ${t(`after.${a.after}`)}`), a.readyAt === null ? null : [` · ${t('after.readyAt')} `, clockUntil(a.readyAt)]), clockSince(a.since),
      h('span', { class: `leg ${a.leg}` }, tx('leg', a.leg), a.legTrouble === null ? null : h('small', {}, ` ${a.legTrouble}`)), a.callsToday, length(a.talkToday), ...acts);
  }
  #call(c: CallRow): HTMLElement {
    const who = c.userId === null ? '—' : this.live.model().agents.get(c.userId)?.name ?? '…';
    const acts = this.#mayEnd ? [button(t('mon.end'), () => { void attempt(() => endCall(c.attemptId)); }, { class: 'small' })] : [];
    return cells(h('span', { class: 'num' }, c.number), tx('call.state', c.state), clockSince(c.since), tx('mode', c.mode), who, c.trunk ?? '—', ...acts);
  }
}

const counted = (shown: number, total: number): string => (shown < total ? t('live.cut', { shown, total }) : String(total));
function monitorButtons(attemptId: string): HTMLElement {
  return h('span', { class: 'acts' }, (['listen', 'whisper', 'barge', 'stop'] as const).map((mode) => button(t(`mon.${mode}`), () => { void attempt(() => monitor(attemptId, mode)); }, { class: 'small plain' })));
}
/** The figures behind "why it dials this many", in the reader's language; absent while nothing was decided. */
function thinking({ pacing }: CampaignRow): HTMLElement | null {
  const f = pacing?.figures;
  if (f === undefined) return null;
  const one = (n: number): string => n.toFixed(1);
  return h('p', { class: 'thinking' }, [
    t('pace.supply', { ready: f.ready, freeing: one(f.freeing) }), t('pace.air', { ringing: f.ringing, answers: one(f.expectedAnswers) }), t('pace.risk', { risk: percent(f.risk), threshold: percent(f.threshold) }),
    t('pace.left', { n: one(f.budgetLeft) }), t('pace.limit', { what: tx('limit', f.limitedBy) }), t('pace.hour', { fa: f.hour.forecastAnswers.toFixed(0), a: f.hour.answers, fb: one(f.hour.forecastAbandons), b: f.hour.abandons }),
  ].join(' · '));
}
