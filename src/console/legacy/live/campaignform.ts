/** Small forms for a new campaign and for how a campaign is paced; what they leave out keeps its default or present value. */
import { campaigns, changeCampaign, createCampaign, type Campaign } from '../../shared/calls.js';
import { field, fill, h, select } from '../dom.js';
import { errorText } from '../../shared/api.js';
import { t } from '../i18n.js';
import { attempt, type Pane } from './context.js';
import { PacingFields } from './pacingfields.js';

const FRESH = { mode: 'predictive', abandonTarget: 0.03, maxDialLevel: 20 } as const;

export class CampaignForm implements Pane {
  readonly element = h('div', { class: 'panes' });
  #known: readonly Campaign[] = [];
  readonly #which = select([], { id: 'pacing-campaign' });
  readonly #fields = new PacingFields('pacing');
  readonly #wrong = h('p', { class: 'error', role: 'alert', hidden: true });
  readonly #card: HTMLElement;

  constructor(created: () => void) {
    const name = h('input', { id: 'campaign-name', required: true, maxlength: 200, autocomplete: 'off' });
    const zone = h('input', { id: 'campaign-zone', value: 'Asia/Shanghai', required: true });
    const fields = new PacingFields('campaign');
    fields.show(FRESH);
    const wrong = h('p', { class: 'error', role: 'alert', hidden: true });
    const make = h('section', { class: 'card' }, h('h2', {}, t('live.campaignNew')), h('form', { class: 'grid', novalidate: true, on: { submit: (event) => {
      event.preventDefault();
      void saved(wrong, () => createCampaign({ name: name.value.trim(), settings: { zone: zone.value.trim(), ...fields.read() } }), t('camp.created')).then((done) => { if (done) { name.value = ''; created(); } });
    } } }, field(t('camp.name'), name), field(t('camp.zone'), zone), fields.element, h('button', { type: 'submit', class: 'primary', id: 'campaign-go' }, t('app.create'))), wrong);
    this.#which.addEventListener('change', () => { this.#choose(); });
    this.#card = h('section', { class: 'card', hidden: true }, h('h2', {}, t('pace.title')), h('form', { class: 'grid', novalidate: true, on: { submit: (event) => { event.preventDefault(); void this.#save(); } } },
      field(t('call.campaign'), this.#which), this.#fields.element, h('button', { type: 'submit', class: 'primary', id: 'pacing-go' }, t('app.save'))), this.#wrong);
    fill(this.element, make, this.#card);
  }
  enter(): void { this.element.querySelector('input')?.focus(); void this.#load(''); }

  async #load(keep: string): Promise<void> {
    await attempt(async () => { this.#known = await campaigns(); });
    fill(this.#which, this.#known.map((one) => h('option', { value: one.id }, one.name)));
    if (keep !== '') this.#which.value = keep;
    this.#choose();
  }
  #choose(): void {
    const chosen = this.#known.find((one) => one.id === this.#which.value);
    this.#card.hidden = chosen === undefined;
    this.#wrong.hidden = true;
    if (chosen) this.#fields.show(chosen.settings);
  }
  async #save(): Promise<void> {
    const chosen = this.#known.find((one) => one.id === this.#which.value);
    if (!chosen) return;
    if (await saved(this.#wrong, () => changeCampaign(chosen.id, { version: chosen.version, settings: this.#fields.read() }), t('pace.saved'))) await this.#load(chosen.id);
  }
}

/** Mistakes stand beside the form, field by field as the server names them, until the next try. */
async function saved(wrong: HTMLElement, what: () => Promise<unknown>, done: string): Promise<boolean> {
  wrong.hidden = true;
  return attempt(async () => {
    try { await what(); } catch (error) {
      fill(wrong, errorText(error));
      wrong.hidden = false;
      throw error;
    }
  }, done);
}
