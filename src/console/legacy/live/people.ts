/** People who work here: a list and a small form for a new one. */
import { ROLE_NAMES } from '../../shared/roles.js';
import { createUser, entities, teams, users } from '../../shared/calls.js';
import { field, fill, h, select, table } from '../dom.js';
import { t, tx } from '../i18n.js';
import { attempt, type LiveContext, type Pane } from './context.js';

export class People implements Pane {
  readonly element = h('div', { class: 'panes' });
  #list = h('section', { class: 'card' });
  #entity = h('select', { id: 'person-entity' });
  #team = h('select', { id: 'person-team' });
  #password = h('p', { class: 'done', role: 'status' });
  constructor(private readonly live: LiveContext) {
    const login = h('input', { id: 'person-login', required: true, pattern: '[A-Za-z0-9_.@\\-]{1,64}', autocomplete: 'off' });
    const name = h('input', { id: 'person-name', required: true, maxlength: 200, autocomplete: 'off' });
    const role = select(ROLE_NAMES.map((r) => [r, tx('urole', r)]), { id: 'person-role' });
    const desk = h('input', { id: 'person-desk', pattern: '[A-Za-z0-9_.\\-]+@[A-Za-z0-9.\\-]+', autocomplete: 'off' });
    const form = h('form', { class: 'grid', on: { submit: (event) => {
      event.preventDefault();
      const [user, domain] = desk.value.trim().split('@');
      fill(this.#password);
      void attempt(async () => {
        const made = await createUser({
          login: login.value.trim(), displayName: name.value.trim(), role: role.value, entityId: this.#entity.value, teamId: this.#team.value === '' ? null : this.#team.value,
          desk: user !== undefined && user !== '' && domain !== undefined ? { kind: 'user', user, domain } : null,
        });
        if (made.password !== null) fill(this.#password, t('people.password', { p: made.password }));
        form.reset();
        this.enter();
      });
    } } }, field(t('col.login'), login), field(t('people.display'), name), field(t('col.role'), role), field(t('people.entity'), this.#entity), field(t('people.team'), this.#team), field(t('people.desk'), desk), h('button', { type: 'submit', class: 'primary', id: 'person-go' }, t('app.create')));
    fill(this.element, live.rights['user.write'] === undefined ? null : h('section', { class: 'card' }, h('h2', {}, t('people.new')), form, this.#password), this.#list);
  }
  enter(): void {
    void attempt(async () => {
      const [people, companies, groups] = await Promise.all([users(), entities(), teams()]);
      const chosen = this.#entity.value;
      fill(this.#entity, companies.map((e) => h('option', { value: e.id, selected: e.id === (chosen || this.live.entityId) }, e.name)));
      fill(this.#team, h('option', { value: '' }, '—'), groups.map((g) => h('option', { value: g.id }, g.name)));
      fill(this.#list, table([t('people.display'), t('col.login'), t('col.role'), t('people.team'), t('col.phone'), t('col.state')], people.map((u) => [
        h('strong', {}, u.displayName), u.login, tx('urole', u.role), groups.find((g) => g.id === u.teamId)?.name ?? '—', u.desk === null ? '—' : u.desk.kind === 'user' ? `${u.desk.user}@${u.desk.domain}` : u.desk.number, u.enabled ? '✓' : '—',
      ]), t('people.none'), t('live.people')));
    });
  }
}
