/** Numbers that must not be called: add one, see the newest. */
import { suppress, suppressions } from '../../shared/calls.js';
import { field, fill, h, table } from '../dom.js';
import { dayTime } from '../../shared/format.js';
import { t } from '../i18n.js';
import { attempt, type LiveContext, type Pane } from './context.js';

export class DoNotCall implements Pane {
  readonly element = h('div', { class: 'panes' });
  #list = h('section', { class: 'card' });
  constructor(live: LiveContext) {
    const number = h('input', { type: 'tel', id: 'dnc-number', required: true, autocomplete: 'off', maxlength: 40 });
    const source = h('input', { id: 'dnc-source', required: true, maxlength: 100, value: t('dnc.default') });
    const may = live.rights['suppression.add'] !== undefined && live.rights['suppression.add'] !== 'own';
    fill(this.element, may ? h('section', { class: 'card' }, h('h2', {}, t('live.dnc')), h('form', { class: 'inline', on: { submit: (event) => {
      event.preventDefault();
      void attempt(() => suppress(number.value.trim(), source.value.trim()), t('dnc.done')).then((done) => { if (done) { number.value = ''; this.enter(); } });
    } } }, field(t('dnc.number'), number), field(t('dnc.source'), source), h('button', { type: 'submit', class: 'danger', id: 'dnc-go' }, t('dnc.go')))) : null, this.#list);
  }
  enter(): void {
    void attempt(async () => {
      const items = await suppressions();
      fill(this.#list, table([t('dnc.number'), t('col.source'), t('col.since'), t('col.until')], items.map((s) => [s.number ?? `${s.subjectKind} ${s.subjectId ?? ''}`, s.source, dayTime(s.from), s.until === null ? '—' : dayTime(s.until)]), t('dnc.none'), t('live.dnc')));
    });
  }
}
