/** A small form for a new campaign; what it leaves out has its default. */
import { createCampaign } from '../calls.js';
import { field, fill, h, select } from '../dom.js';
import { t } from '../i18n.js';
import { attempt, type Pane } from './context.js';

export class CampaignForm implements Pane {
  readonly element = h('div', { class: 'panes' });
  constructor(created: () => void) {
    const name = h('input', { id: 'campaign-name', required: true, maxlength: 200, autocomplete: 'off' });
    const mode = select((['progressive', 'predictive', 'nearZero', 'preview', 'manual'] as const).map((m) => [m, t(`mode.${m}`)]), { id: 'campaign-mode' });
    const zone = h('input', { id: 'campaign-zone', value: 'Asia/Shanghai', required: true });
    const target = h('input', { id: 'campaign-target', type: 'number', min: 0, max: 5, step: 0.1, value: 3, class: 'short' });
    fill(this.element, h('section', { class: 'card' }, h('h2', {}, t('live.campaignNew')), h('form', { class: 'grid', on: { submit: (event) => {
      event.preventDefault();
      void attempt(() => createCampaign({ name: name.value.trim(), settings: { mode: mode.value, zone: zone.value.trim(), abandonTarget: Number((Number(target.value) / 100).toFixed(4)) } }), t('camp.created')).then((done) => { if (done) { name.value = ''; created(); } });
    } } }, field(t('camp.name'), name), field(t('camp.mode'), mode), field(t('camp.zone'), zone), field(t('camp.target'), target), h('button', { type: 'submit', class: 'primary', id: 'campaign-go' }, t('app.create')))));
  }
  enter(): void { this.element.querySelector('input')?.focus(); }
}
