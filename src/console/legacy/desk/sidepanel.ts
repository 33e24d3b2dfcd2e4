/** Between calls: the campaigns one serves, callbacks due, a number to dial by hand; and the preview to take or leave. */
import type { Callback } from '../../shared/calls.js';
import { button, field, fill, h, select } from '../dom.js';
import { dayTime, length } from '../../shared/format.js';
import { t, tx } from '../i18n.js';
import type { DeskContext, Panel } from './context.js';
import type { DeskModel } from './model.js';

export class SidePanel implements Panel {
  readonly element = h('div', { class: 'side' });
  #preview = h('section');
  #left = h('time');
  #callbacks = h('ul');
  #known: readonly Callback[] = [];
  #shown: unknown;
  #skip = h('input');
  constructor(private readonly desk: DeskContext) {}

  callbacks(items: readonly Callback[], model: DeskModel): void { this.#known = items; this.#listCallbacks(model); }

  redraw(model: DeskModel): void {
    this.#shown = undefined;
    this.#preview = h('section', { class: 'card preview', 'aria-labelledby': 'preview-title' });
    this.#callbacks = h('ul', { class: 'lines' });
    const campaigns = this.desk.catalogue().campaigns;
    const campaign = select(campaigns.map((c) => [c.id, c.name]), { id: 'dial-campaign' });
    const number = h('input', { type: 'tel', inputmode: 'tel', id: 'dial-number', autocomplete: 'off', maxlength: 32, required: true });
    fill(this.element, this.#preview,
      h('section', { class: 'card' }, h('h2', {}, t('side.callbacks')), this.#callbacks),
      h('section', { class: 'card' }, h('h2', {}, t('side.manual')), h('form', { class: 'tight', on: { submit: (event) => { event.preventDefault(); void this.desk.send({ type: 'manualDial', campaignId: campaign.value, number: number.value.trim() }); } } },
        field(t('call.campaign'), campaign), h('div', { class: 'inline' }, field(t('col.number'), number), h('button', { type: 'submit', disabled: campaigns.length === 0 }, t('side.dial'))))),
      h('section', { class: 'card' }, h('h2', {}, t('side.campaigns')), campaigns.length === 0 ? h('p', { class: 'empty' }, t('side.noCampaigns'))
        : h('ul', { class: 'lines' }, campaigns.map((c) => h('li', {}, h('span', { class: 'grow' }, c.name), h('small', {}, tx('mode', c.settings.mode)), h('span', { class: `tag ${c.state}` }, tx('camp', c.state)))))));
    this.#listCallbacks(model);
    this.update(model);
  }

  update(model: DeskModel): void {
    this.element.classList.toggle('behind', model.call !== null);
    this.#listCallbacks(model);
    const preview = model.preview;
    if (preview !== this.#shown) {
      this.#shown = preview;
      this.#preview.hidden = preview === null;
      if (preview !== null) this.#build(preview.pop.leadId, preview.pop.name);
    }
    this.tick(model);
  }
  tick(model: DeskModel): void { fill(this.#left, model.preview?.until == null ? '' : t('side.previewLeft', { time: length(model.preview.until - this.desk.now()) })); }

  take(model: DeskModel): boolean {
    const leadId = model.preview?.pop.leadId ?? null;
    if (leadId === null) return false;
    void this.desk.send({ type: 'previewTake', leadId });
    return true;
  }

  #build(leadId: string | null, name: string): void {
    this.#left = h('time', { class: 'clock' });
    this.#skip = h('input', { id: 'skip-reason', maxlength: 200, required: true });
    if (leadId === null) { fill(this.#preview); return; }
    fill(this.#preview, h('div', { class: 'head' }, h('h2', { id: 'preview-title' }, `${t('side.preview')} · ${name}`), this.#left),
      button([t('side.take'), h('kbd', {}, 'F9')], () => { void this.desk.send({ type: 'previewTake', leadId }); }, { class: 'primary wide', id: 'take' }),
      h('form', { class: 'inline', on: { submit: (event) => { event.preventDefault(); void this.desk.send({ type: 'previewSkip', leadId, reason: this.#skip.value.trim() }); } } },
        field(t('side.skipReason'), this.#skip), h('button', { type: 'submit', id: 'skip' }, t('side.skip'))));
  }

  #listCallbacks(model: DeskModel): void {
    const due = [...model.callbacks.map((c) => ({ id: c.callbackId, dueAt: c.dueAt, note: c.note, leadId: c.leadId, campaignId: this.#known.find((k) => k.id === c.callbackId)?.campaignId })),
      ...this.#known.filter((k) => !model.callbacks.some((c) => c.callbackId === k.id)).map((k) => ({ id: k.id, dueAt: k.dueAt, note: k.note, leadId: k.leadId, campaignId: k.campaignId }))]
      .sort((a, b) => a.dueAt - b.dueAt);
    const free = model.state === 'paused' || model.state === 'ready';
    fill(this.#callbacks, due.length === 0 ? h('li', { class: 'empty' }, t('side.noCallbacks')) : due.map((c) => {
      const campaignId = c.campaignId ?? this.desk.catalogue().campaigns[0]?.id;
      return h('li', {}, h('time', {}, dayTime(c.dueAt)), h('span', { class: 'grow' }, c.note ?? ''),
        button(t('side.dial'), () => { if (campaignId !== undefined) void this.desk.send({ type: 'manualDial', campaignId, leadId: c.leadId }); }, { class: 'small', disabled: !free || campaignId === undefined }));
    }));
  }
}
