/** The lines: what is configured, what is used now, and whether the switch can use them. */
import { trunks, type Trunk } from '../../shared/calls.js';
import { fill, h, table } from '../dom.js';
import { t } from '../i18n.js';
import { attempt, type LiveContext, type Pane } from './context.js';
import type { LiveModel } from './model.js';

export class Trunks implements Pane {
  readonly element = h('div', { class: 'panes' });
  #known: readonly Trunk[] = [];
  #list = h('section', { class: 'card' });
  constructor(private readonly live: LiveContext) { fill(this.element, this.#list); }
  enter(): void {
    this.update(this.live.model());
    if (this.live.rights['trunk.read'] !== undefined) void attempt(async () => { this.#known = await trunks(); this.update(this.live.model()); });
  }
  update(model: LiveModel): void {
    const names = new Set([...this.#known.map((k) => `${k.node} ${k.gateway}`), ...model.trunks.map((l) => `${l.node} ${l.gateway}`)]);
    fill(this.#list, h('h2', {}, t('live.trunks')), table([t('col.trunk'), t('col.state'), t('col.load'), t('col.cps'), t('trunk.prefixes'), t('trunk.callerIds')], [...names].sort().map((name) => {
      const live = model.trunks.find((l) => `${l.node} ${l.gateway}` === name);
      const kept = this.#known.find((k) => `${k.node} ${k.gateway}` === name);
      const gateway = model.switches.find((s) => s.node === (live ?? kept)?.node)?.gateways.find((g) => g.name === (live ?? kept)?.gateway);
      const max = live?.maxCalls ?? kept?.maxCalls ?? 0;
      return [
        h('strong', {}, name.split(' ')[1] ?? name), [live === undefined ? '—' : h('span', { class: `tag ${live.healthy ? 'running' : 'bad'}` }, live.healthy ? t('trunk.ok') : t('trunk.bad', { why: live.why ?? '' })), gateway?.loopback === true ? h('small', {}, ` ${t('trunk.loopback')}`) : null],
        h('span', { class: 'load' }, h('meter', { min: 0, max, value: live?.calls ?? 0, high: max * 0.9, 'aria-label': t('col.load') }), ` ${live?.calls ?? 0} / ${max}`), live?.callsPerSecond ?? kept?.callsPerSecond ?? '—',
        kept?.plan.map((p) => p.prefix).join(', ') ?? '—', kept?.callerIds.map((c) => c.number).join(', ') ?? '—',
      ];
    }), t('trunk.none'), t('live.trunks')));
  }
}
