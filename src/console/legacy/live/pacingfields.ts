/** Fields for a campaign's pacing, the same for a new campaign and for one that runs. Ranges are the server's to check. */
import type { Campaign } from '../../shared/calls.js';
import { field, h, select } from '../dom.js';
import { t } from '../i18n.js';

export type PacingInput = Readonly<Record<string, unknown>>;
const MODES = ['progressive', 'predictive', 'nearZero', 'preview', 'manual'] as const;
/** Shares are typed in percent. */
const share = (percent: string): number => Number((Number(percent) / 100).toFixed(6));
const percentOf = (value: number): number => Number((value * 100).toFixed(4));

export class PacingFields {
  readonly #mode; readonly #limit; readonly #risk; readonly #day; readonly #month; readonly #stop; readonly #from; readonly #ring; readonly #wrap; readonly #inbound; readonly #level;
  readonly element: readonly HTMLElement[];
  constructor(prefix: string) {
    const number = (id: string, more: Readonly<Record<string, unknown>>): HTMLInputElement => h('input', { id: `${prefix}-${id}`, type: 'number', class: 'short', ...more });
    const check = (id: string): HTMLInputElement => h('input', { id: `${prefix}-${id}`, type: 'checkbox' });
    this.#mode = select(MODES.map((m) => [m, t(`mode.${m}`)]), { id: `${prefix}-mode` });
    this.#limit = number('target', { step: 'any', required: true });
    this.#risk = number('risk', { step: 'any', required: true });
    this.#day = check('24h');
    this.#month = check('30d');
    this.#stop = number('stop', { step: 'any' });
    this.#from = number('stop-from', { step: 1 });
    this.#ring = number('ring', { step: 'any' });
    this.#wrap = check('wrap');
    this.#inbound = number('inbound', { step: 1, required: true });
    this.#level = number('level', { step: 'any', required: true });
    const box = (input: HTMLInputElement, label: string): HTMLElement => h('label', { class: 'box', for: input.id }, input, ' ', label);
    this.element = [
      field(t('camp.mode'), this.#mode), field(t('camp.target'), this.#limit), h('fieldset', { class: 'field' }, h('legend', {}, t('pace.windows')), box(this.#day, t('pace.24h')), ' ', box(this.#month, t('pace.30d'))),
      field(t('pace.stop'), this.#stop, t('pace.none')), field(t('pace.stopFrom'), this.#from), field(t('pace.nearZero'), this.#risk), field(t('pace.ring'), this.#ring, t('pace.none')),
      field(t('pace.inbound'), this.#inbound), field(t('pace.level'), this.#level, t('pace.levelHint')), box(this.#wrap, t('pace.wrap')),
    ];
  }

  show(settings: Pick<Campaign['settings'], 'mode' | 'abandonTarget' | 'maxDialLevel' | 'pacing'>): void {
    const { pacing } = settings;
    this.#mode.value = settings.mode;
    this.#limit.value = String(percentOf(settings.abandonTarget));
    this.#level.value = String(settings.maxDialLevel);
    this.#risk.value = String(percentOf(pacing?.nearZeroRisk ?? 0.001));
    const windows = pacing?.windows ?? ['24h'];
    this.#day.checked = windows.includes('24h');
    this.#month.checked = windows.includes('30d');
    this.#stop.value = pacing?.stop ? String(percentOf(pacing.stop.share)) : '';
    this.#from.value = String(pacing?.stop?.fromLive ?? 100);
    this.#ring.value = pacing?.cancelAfterRing ? String(pacing.cancelAfterRing / 1000) : '';
    this.#wrap.checked = pacing?.knownWrapEnd ?? false;
    this.#inbound.value = String(pacing?.inboundReserve ?? 0);
  }
  /** What the form says, as the server takes it. */
  read(): PacingInput {
    return {
      mode: this.#mode.value, abandonTarget: share(this.#limit.value), maxDialLevel: Number(this.#level.value),
      pacing: {
        nearZeroRisk: share(this.#risk.value), windows: [...(this.#day.checked ? ['24h'] : []), ...(this.#month.checked ? ['30d'] : [])],
        stop: this.#stop.value === '' ? null : { share: share(this.#stop.value), fromLive: Number(this.#from.value) },
        cancelAfterRing: this.#ring.value === '' ? null : Math.round(Number(this.#ring.value) * 1000), knownWrapEnd: this.#wrap.checked, inboundReserve: Number(this.#inbound.value),
      },
    };
  }
}
