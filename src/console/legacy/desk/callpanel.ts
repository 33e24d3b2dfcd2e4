/** The call in hand: who, for how long, and what can be done to it. */
import type { Colleagues } from '../../../contract/desk.js';
import { button, field, fill, h, select } from '../dom.js';
import { length } from '../../shared/format.js';
import { t, tx } from '../i18n.js';
import type { DeskContext, Panel } from './context.js';
import type { Call, DeskModel } from './model.js';

export class CallPanel implements Panel {
  readonly element = h('section', { class: 'card call', 'aria-labelledby': 'call-title' });
  #shown: string | null | undefined;
  #phase = h('p');
  #clock = h('time');
  #facts = h('dl');
  #hangUp = h('button'); #hold = h('button'); #voicemail = h('button');
  #keys: HTMLButtonElement[] = [];
  #more = h('details');
  #who = h('select');
  #number = h('input');
  #digits = '';
  #dialed = h('output');
  #colleagues: Colleagues['items'] = [];
  constructor(private readonly desk: DeskContext) {}

  redraw(model: DeskModel): void { this.#shown = undefined; this.update(model); }

  update(model: DeskModel): void {
    const call = model.call;
    const key = call?.attemptId ?? null;
    if (this.#shown !== key || call === null) { this.#shown = key; if (call === null) this.#empty(model); else this.#build(call.attemptId); }
    if (call === null) return;
    this.element.className = `card call ${call.held ? 'held' : call.phase}`;
    fill(this.#phase, call.held ? t('call.held') : t(call.phase === 'reserved' ? 'call.connecting' : call.phase === 'talking' ? 'call.talking' : 'call.ended'),
      call.recording ? h('span', { class: 'rec' }, t('call.recording')) : null);
    const card = call.card;
    fill(this.#facts,
      ...(card === null ? [] : [fact(t('call.from'), [h('strong', {}, card.number), card.ownerRole === null ? null : ` · ${tx('role', card.ownerRole)}`]), fact(t('call.campaign'), card.campaign ?? '—'),
        fact(t('col.mode'), `${tx('mode', card.mode)} · ${t(card.direction === 'inbound' ? 'call.inbound' : 'call.outbound')}`), card.callerId === null ? null : fact(t('call.shown'), card.callerId)]),
      call.parties.length === 0 ? null : fact('', t('call.with', { who: call.parties.join(', ') })),
      call.ended === null ? null : fact(t('call.endedBy'), `${tx('by', call.ended.by)}${call.ended.outcome === null ? '' : ` · ${tx('outcome', call.ended.outcome)}`}`));
    const live = call.phase === 'talking';
    this.#hangUp.disabled = call.phase === 'ended';
    for (const b of [this.#hold, this.#voicemail, ...this.#keys]) b.disabled = !live;
    this.#more.hidden = !live;
    fill(this.#hold, t(call.held ? 'call.unhold' : 'call.hold'), h('kbd', {}, 'F7'));
    this.#hold.setAttribute('aria-pressed', String(call.held));
    this.tick(model);
  }

  tick(model: DeskModel): void {
    const call = model.call;
    fill(this.#clock, call?.connectedAt == null ? '' : length((call.ended?.at ?? this.desk.now()) - call.connectedAt));
  }

  colleagues(items: Colleagues['items']): void {
    this.#colleagues = items;
    const chosen = this.#who.value;
    fill(this.#who, items.length === 0 ? h('option', { value: '' }, t('call.noColleague')) : items.map((c) => h('option', { value: c.userId }, `${c.name} · ${tx('state', c.state)}`)));
    if (items.some((c) => c.userId === chosen)) this.#who.value = chosen;
  }

  hangUp(call: Call): void { void this.desk.send({ type: 'hangUp', attemptId: call.attemptId }); }
  hold(call: Call): void { void this.desk.send({ type: 'hold', attemptId: call.attemptId, on: !call.held }); }
  voicemail(call: Call): void { void this.desk.send({ type: 'dropVoicemail', attemptId: call.attemptId }); }

  #empty(model: DeskModel): void {
    const waiting = model.state === 'ready';
    this.element.className = `card call ${waiting ? 'waiting' : 'idle'}`;
    fill(this.element, h('h2', { id: 'call-title' }, t(waiting ? 'call.none' : 'call.notReady')), h('p', { class: 'hint' }, t(waiting ? 'call.noneHint' : 'call.notReadyHint')));
  }

  #build(attemptId: string): void {
    const call = (): Call => ({ attemptId, card: null, pop: null, phase: 'talking', connectedAt: null, held: this.#hold.getAttribute('aria-pressed') === 'true', recording: false, parties: [], ended: null, filed: null });
    this.#phase = h('p', { class: 'phase', role: 'status' });
    this.#clock = h('time', { class: 'clock big', 'aria-hidden': true });
    this.#facts = h('dl', { class: 'facts' });
    this.#hangUp = button([t('call.hangUp'), h('kbd', {}, 'F4')], () => { this.hangUp(call()); }, { class: 'danger', id: 'hangup' });
    this.#hold = button(t('call.hold'), () => { this.hold(call()); }, { id: 'hold', 'aria-pressed': 'false' });
    this.#voicemail = button([t('call.voicemail'), h('kbd', {}, 'F8')], () => { this.voicemail(call()); }, { id: 'voicemail' });
    this.#digits = '';
    this.#dialed = h('output', { class: 'dialed', 'aria-live': 'off' });
    this.#keys = Array.from('123456789*0#', (d) => d).map((d) => button(d, () => { this.#press(attemptId, d); }, { class: 'key', 'aria-label': t('call.digit', { d }) }));
    this.#who = select([['', t('call.noColleague')]], { id: 'colleague' });
    this.#number = h('input', { type: 'tel', id: 'outside', inputmode: 'tel', autocomplete: 'off', maxlength: 32 });
    this.#more = h('details', { on: { toggle: () => { if (this.#more.open) this.desk.askColleagues(); } } }, h('summary', {}, t('call.transfer')),
      field(t('call.colleague'), this.#who), this.#pair(attemptId, () => (this.#who.value === '' ? null : { userId: this.#who.value })),
      field(t('call.number'), this.#number), this.#pair(attemptId, () => (this.#number.value.trim() === '' ? null : { number: this.#number.value.trim() })));
    fill(this.element, h('h2', { id: 'call-title', class: 'unseen' }, t('call.title')), h('div', { class: 'head' }, this.#phase, this.#clock), this.#facts,
      h('div', { class: 'row' }, this.#hangUp, this.#hold), h('div', { class: 'row' }, this.#voicemail),
      h('details', { class: 'pad' }, h('summary', {}, t('call.keypad')), this.#dialed, h('div', { class: 'keys' }, this.#keys)), this.#more);
    this.colleagues(this.#colleagues);
  }

  #pair(attemptId: string, target: () => { userId: string } | { number: string } | null): HTMLElement {
    const transfer = (): void => {
      const to = target();
      if (to === null) return;
      void this.desk.send('userId' in to ? { type: 'transferAgent', attemptId, userId: to.userId } : { type: 'transferNumber', attemptId, number: to.number });
    };
    const conference = (): void => { const to = target(); if (to !== null) void this.desk.send({ type: 'conference', attemptId, ...to }); };
    return h('div', { class: 'row' }, button(t('call.doTransfer'), transfer), button(t('call.doConference'), conference));
  }

  #press(attemptId: string, digits: string): void {
    this.#digits = (this.#digits + digits).slice(-20);
    fill(this.#dialed, this.#digits);
    void this.desk.send({ type: 'digits', attemptId, digits });
  }
}

function fact(name: string, value: Parameters<typeof h>[2]): HTMLElement { return h('div', {}, h('dt', {}, name), h('dd', {}, value)); }
