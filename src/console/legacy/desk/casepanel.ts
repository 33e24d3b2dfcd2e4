/** The case pop: who this is, what is owed, what was said before, and what to say. */
import type { CasePopMessage } from '../../../contract/desk.js';
import { button, fill, h, table, type Child } from '../dom.js';
import { dayTime, money } from '../../shared/format.js';
import { lang, t, tx } from '../i18n.js';
import type { DeskContext, Panel } from './context.js';
import type { DeskModel } from './model.js';

export class CasePanel implements Panel {
  readonly element = h('section', { class: 'card case', 'aria-labelledby': 'case-title', tabindex: -1 });
  #shown: CasePopMessage | null | undefined;
  #key = '';
  constructor(private readonly desk: DeskContext) {}

  redraw(model: DeskModel): void { this.#shown = undefined; this.update(model); }

  update(model: DeskModel): void {
    const pop = model.call?.pop ?? model.preview?.pop ?? null;
    const key = `${model.call?.attemptId ?? ''} ${model.state}`;
    if (pop === this.#shown && key === this.#key) return;
    this.#shown = pop;
    this.#key = key;
    if (pop === null) { fill(this.element, h('h2', { id: 'case-title', class: 'unseen' }, t('pop.title')), h('p', { class: 'empty' }, model.call?.card ? t('pop.unknown') : t('pop.none'))); return; }
    fill(this.element, this.#head(pop), this.#accounts(pop), script(pop), this.#phones(pop, model), promises(pop), history(pop), custom(pop));
  }

  #head(pop: CasePopMessage): HTMLElement {
    return h('header', { class: 'debtor' },
      h('h2', { id: 'case-title' }, pop.name), h('span', { class: 'tags' }, pop.stage === null ? null : h('span', { class: 'tag stage' }, pop.stage), pop.daysPastDue === null ? null : h('span', { class: 'tag dpd' }, t('pop.dpd', { n: pop.daysPastDue })),
        h('span', { class: 'tag' }, tx('case', pop.state)), h('span', { class: `tag risk ${pop.risk}` }, `${t('pop.risk')} ${tx('risk', pop.risk)}`)),
      h('p', { class: 'sub' }, `${t('pop.creditor')} ${pop.creditor}`, pop.identityMasked === null ? null : ` · ${t('pop.identity')} ${pop.identityMasked}`),
      pop.facts.length === 0 ? null : h('p', { class: 'mind', role: 'note' }, h('strong', {}, t('pop.facts')), ' ', pop.facts.map((f) => tx('fact', f)).join(' · ')));
  }

  #accounts(pop: CasePopMessage): HTMLElement {
    const right = (minor: number, currency: string): HTMLElement => h('span', { class: 'num' }, money(minor, currency));
    return block('pop.accounts', table([t('pop.contract'), t('pop.product'), t('pop.principal'), t('pop.interest'), t('pop.penalty'), t('pop.fees'), t('pop.total'), t('pop.since')],
      pop.accounts.map((a) => [a.contractMasked, a.product ?? '—', right(a.principal, a.currency), right(a.interest, a.currency), right(a.penalty, a.currency), right(a.fees, a.currency), h('strong', { class: 'num' }, money(a.total, a.currency)), a.overdueSince ?? '—']),
      '—', t('pop.accounts')));
  }

  #phones(pop: CasePopMessage, model: DeskModel): HTMLElement {
    const campaignId = model.call?.card?.campaignId ?? this.desk.catalogue().campaigns[0]?.id;
    const dial = (contactPointId: string): (() => void) => () => {
      if (model.preview !== null && pop.leadId !== null) { void this.desk.send({ type: 'previewTake', leadId: pop.leadId, contactPointId }); return; }
      if (campaignId !== undefined) void this.desk.send({ type: 'manualDial', campaignId, contactPointId, ...(pop.leadId === null ? {} : { leadId: pop.leadId }) });
    };
    const free = model.state === 'paused' || model.state === 'ready' || model.preview !== null;
    return block('pop.phones', h('ul', { class: 'phones' }, pop.phones.map((p) => h('li', {}, h('strong', {}, p.masked), h('span', {}, tx('role', p.ownerRole)), h('small', {}, t('pop.today', { n: p.attemptsToday })),
      p.mayDial ? button(t('pop.dial'), dial(p.contactPointId), { class: 'small', disabled: !free }) : null))));
  }
}

function block(word: 'pop.accounts' | 'pop.phones' | 'pop.promises' | 'pop.history' | 'pop.script' | 'pop.custom', ...children: Child[]): HTMLElement {
  return h('section', { class: 'block' }, h('h3', {}, t(word)), ...children);
}
function script(pop: CasePopMessage): HTMLElement | null {
  return pop.script === null ? null : h('section', { class: 'block script' }, h('h3', {}, t('pop.script'), h('small', {}, pop.script.name)), h('div', { class: 'say' }, lang() === 'zh' ? pop.script.zh || pop.script.en : pop.script.en || pop.script.zh));
}
function promises(pop: CasePopMessage): HTMLElement | null {
  return pop.promises.length === 0 ? null : block('pop.promises', h('ul', { class: 'lines' }, pop.promises.map((p) => h('li', {}, h('time', {}, p.due), h('strong', { class: 'num' }, money(p.amount, p.currency)), h('span', { class: `tag ${p.state}` }, tx('promise', p.state))))));
}
function history(pop: CasePopMessage): HTMLElement {
  return block('pop.history', pop.history.length === 0 ? h('p', { class: 'empty' }, t('pop.noHistory')) : h('ol', { class: 'lines' }, pop.history.map((x) =>
    h('li', {}, h('time', {}, dayTime(x.at)), h('span', {}, x.result ?? x.channel), x.by === null ? null : h('small', {}, x.by), x.note === null ? null : h('p', {}, x.note)))));
}
function custom(pop: CasePopMessage): HTMLElement | null {
  const entries = Object.entries(pop.custom);
  return entries.length === 0 ? null : block('pop.custom', h('dl', { class: 'facts' }, entries.map(([k, v]) => h('div', {}, h('dt', {}, k), h('dd', {}, v)))));
}
