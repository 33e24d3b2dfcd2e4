/** Finds a lead and says why it is not being dialed, with the next lawful instant. Names and numbers stay masked. */
import { searchLeads, why, type Lead, type WhyNot } from '../../shared/calls.js';
import { errorText } from '../../shared/api.js';
import { button, field, fill, h, select, table } from '../dom.js';
import { dayTime, money } from '../../shared/format.js';
import { t, tx } from '../i18n.js';
import type { Pane } from './context.js';

export class Leads implements Pane {
  readonly element = h('div', { class: 'panes' });
  #found = h('section', { class: 'card', 'aria-live': 'polite', hidden: true });
  #why = h('section', { class: 'card why', 'aria-live': 'polite', hidden: true });

  constructor() {
    const by = select((['phone', 'name', 'contract', 'identity'] as const).map((k) => [k, t(`lead.${k}`)]), { id: 'lead-by' });
    const text = h('input', { id: 'lead-text', required: true, autocomplete: 'off', maxlength: 100 });
    fill(this.element, h('section', { class: 'card' }, h('h2', {}, t('live.leads')),
      h('form', { class: 'inline', on: { submit: (event) => { event.preventDefault(); void this.#search(by.value, text.value.trim()); } } },
        field(t('lead.by'), by), field(' ', text), h('button', { type: 'submit', class: 'primary', id: 'lead-go' }, t('lead.go')))), this.#found, this.#why);
    text.setAttribute('aria-label', t('lead.by'));
  }
  enter(): void { /* nothing is read before it is asked for */ }

  async #search(by: string, text: string): Promise<void> {
    this.#found.hidden = false;
    this.#why.hidden = true;
    try { fill(this.#found, this.#table(await searchLeads({ [by]: text }))); } catch (error) { fill(this.#found, h('p', { class: 'error', role: 'alert' }, errorText(error))); }
  }
  #table(leads: readonly Lead[]): HTMLElement {
    return table([t('col.name'), t('lead.state'), t('col.amount'), t('col.attempts'), t('col.last'), t('col.next'), ''], leads.map((l) => [
      l.name, h('span', { class: `tag ${l.state}` }, tx('leadState', l.state)), h('span', { class: 'num' }, money(l.amount, l.currency)), l.attempts, l.lastOutcome === null ? '—' : tx('outcome', l.lastOutcome), l.nextAt === 0 ? '—' : dayTime(l.nextAt),
      button(t('lead.why'), () => { void this.#ask(l); }, { class: 'small', 'data-why': l.id }),
    ]), t('lead.none'), t('live.leads'));
  }
  async #ask(lead: Lead): Promise<void> {
    this.#why.hidden = false;
    try { fill(this.#why, explain(lead, await why(lead.id))); } catch (error) { fill(this.#why, h('p', { class: 'error', role: 'alert' }, errorText(error))); }
  }
}

function explain(lead: Lead, answer: WhyNot): HTMLElement {
  return h('div', {}, h('h3', {}, `${lead.name} · ${t('lead.why')}`),
    answer.mayDial ? h('p', { class: 'done' }, `✓ ${t('lead.may')}`) : null,
    h('ul', { class: 'reasons' }, answer.reasons.map((r) => h('li', {}, h('code', {}, r.rule), h('span', { class: 'grow' }, r.text), r.until === null ? null : h('small', {}, t('lead.until', { at: dayTime(r.until) }))))),
    answer.answerShare === null ? null : h('p', { class: 'next' }, t('lead.share', { n: answer.answerShare.toFixed(2) })),
    answer.mayDial ? null : h('p', { class: 'next' }, answer.nextAt === null ? t('lead.never') : t('lead.next', { at: dayTime(answer.nextAt) })));
}
