/** The bar on top: in which state, since when, and the way to another. */
import { button, fill, h, say, select } from '../dom.js';
import { length } from '../../shared/format.js';
import { lang, t, tx } from '../i18n.js';
import type { DeskContext, Panel } from './context.js';
import type { DeskModel } from './model.js';

/** What one key announces, in seconds. */
export const READY_IN = 10;

export class StateBar implements Panel {
  readonly element = h('div', { class: 'bar' });
  #chip = h('span');
  #clock = h('time', { class: 'clock', 'aria-hidden': true });
  #leg = h('span');
  #ready = h('button');
  #soon = h('select');
  #pause = h('select');
  #end = h('button');
  #said = '';
  constructor(private readonly desk: DeskContext) {}

  redraw(model: DeskModel): void {
    this.#chip = h('span', { class: 'chip', id: 'state' });
    this.#leg = h('span', { class: 'leg', id: 'leg' });
    this.#ready = button([t('bar.ready'), h('kbd', {}, 'F2')], () => { void this.desk.send({ type: 'ready' }); }, { class: 'primary', id: 'ready' });
    this.#soon = select([['', t('bar.readyIn')], ...[10, 20, 30, 60].map((n) => [String(n), n === READY_IN ? t('bar.readyInKey', { n }) : t('bar.readyInN', { n })] as const)], { 'aria-label': t('bar.readyInWhy'), title: t('bar.readyInWhy'), id: 'ready-in' });
    this.#soon.addEventListener('change', () => {
      const seconds = Number(this.#soon.value);
      this.#soon.value = '';
      if (seconds > 0) void this.desk.send({ type: 'readyIn', seconds });
    });
    const reasons = this.desk.catalogue().reasons.filter((r) => r.enabled);
    this.#pause = select([['', t('bar.pause')], ...reasons.map((r) => [r.code, lang() === 'zh' ? r.nameZh : r.nameEn] as const)], { 'aria-label': t('bar.reason'), id: 'pause' });
    this.#pause.addEventListener('change', () => {
      const reason = this.#pause.value;
      this.#pause.value = '';
      if (reason !== '') void this.desk.send({ type: 'pause', reason });
    });
    this.#end = button(t('bar.end'), () => { void this.desk.send({ type: 'logout' }); }, { id: 'end' });
    fill(this.element, this.#chip, this.#clock, this.#leg, h('span', { class: 'grow' }), this.#ready, this.#soon, this.#pause, this.#end);
    this.update(model);
  }

  update(model: DeskModel): void {
    const reason = model.reason === null ? null : this.desk.catalogue().reasons.find((r) => r.code === model.reason);
    const text = tx('state', model.state) + (model.reason === null ? '' : ` · ${reason ? (lang() === 'zh' ? reason.nameZh : reason.nameEn) : model.reason}`);
    this.#chip.className = `chip ${model.state}`;
    fill(this.#chip, text);
    if (text !== this.#said) { this.#said = text; say(text); document.title = `${text} · Dunwell`; }
    this.#leg.className = `leg ${model.leg}`;
    fill(this.#leg, tx('leg', model.leg), model.legTrouble === null ? null : h('small', {}, ` ${model.legTrouble}`));
    this.#ready.disabled = model.state === 'ready' || model.state === 'reserved' || model.state === 'talking';
    this.#soon.disabled = model.state !== 'talking' && model.state !== 'wrapUp';
    this.#pause.disabled = model.state === 'offline';
    this.#end.disabled = model.state === 'offline';
    this.tick(model);
  }

  tick(model: DeskModel): void {
    const left = model.state === 'wrapUp' && model.wrapUpUntil !== null ? model.wrapUpUntil - this.desk.now() : null;
    const after = model.state === 'talking' && model.readyAfter !== null ? ` · ${t('bar.readyAfter', { n: Math.round(model.readyAfter / 1000) })}` : '';
    fill(this.#clock, left !== null ? t(model.readyAt === null ? 'bar.wrapLeft' : 'bar.readyLeft', { time: length(left) }) : model.since === null ? '' : length(this.desk.now() - model.since) + after);
    this.#clock.classList.toggle('soon', left !== null && left < 15_000);
  }
}
