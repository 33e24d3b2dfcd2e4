/** Takes a list in: a file, its progress, what was made of it, and every row that was refused. */
import { campaigns, entities, importProblems, importProgress, importRun, importRuns, startImport, type ImportProblem, type ImportRun } from '../../shared/calls.js';
import { errorText } from '../../shared/api.js';
import { field, fill, h, say, select, table } from '../dom.js';
import { dayTime, percent } from '../../shared/format.js';
import { t } from '../i18n.js';
import type { Pane } from './context.js';

const LOOK_EVERY = 700;

export class Uploads implements Pane {
  readonly element = h('div', { class: 'panes' });
  #campaign = h('select', { id: 'import-campaign', required: true });
  #creditor = h('select', { id: 'import-creditor' });
  #status = h('div', { class: 'status' });
  #runs = h('section', { class: 'card', hidden: true });
  #left = false;

  constructor() {
    const file = h('input', { type: 'file', id: 'import-file', accept: '.csv,.xlsx,text/csv', required: true });
    const kind = select((['placement', 'update', 'payment', 'recall'] as const).map((k) => [k, t(`imp.${k}`)]), { id: 'import-kind' });
    const country = h('input', { id: 'import-country', value: 'CN', maxlength: 2, pattern: '[A-Z]{2}', class: 'short' });
    const go = h('button', { type: 'submit', class: 'primary', id: 'import-go' }, t('imp.go'));
    fill(this.element, h('section', { class: 'card' }, h('h2', {}, t('live.lists')),
      h('form', { class: 'grid', on: { submit: (event) => {
        event.preventDefault();
        const chosen = file.files?.[0];
        if (!chosen) return;
        go.disabled = true;
        const ask = { kind: kind.value, campaignId: this.#campaign.value, defaultCountry: country.value, ...(this.#creditor.value === '' ? {} : { creditorId: this.#creditor.value }) };
        void this.#take(ask, chosen).finally(() => { go.disabled = false; });
      } } }, field(t('imp.file'), file), field(t('imp.campaign'), this.#campaign), field(t('imp.kind'), kind), field(t('imp.creditor'), this.#creditor), field(t('imp.country'), country), go), this.#status),
    this.#runs);
  }

  enter(): void { this.#left = false; void this.#load(); }
  leave(): void { this.#left = true; }

  async #load(): Promise<void> {
    const [c, e, r] = await Promise.allSettled([campaigns(), entities(), importRuns()]);
    if (c.status === 'fulfilled') fill(this.#campaign, c.value.map((x) => h('option', { value: x.id }, x.name)));
    fill(this.#creditor, h('option', { value: '' }, '—'), e.status === 'fulfilled' ? e.value.filter((x) => x.kind === 'creditor').map((x) => h('option', { value: x.id }, x.name)) : null);
    this.#runs.hidden = r.status !== 'fulfilled' || r.value.length === 0;
    if (r.status === 'fulfilled') fill(this.#runs, table([t('imp.file'), t('col.state'), t('imp.rows'), t('imp.created'), t('imp.updated'), t('imp.bad'), t('col.since')], r.value.map((x) => [x.file, t(x.state === 'running' ? 'app.loading' : x.state === 'done' ? 'imp.done' : 'imp.failed', { text: '' }), x.rows, x.created, x.updated, x.bad, dayTime(x.createdAt)]), '—', t('live.lists')));
  }

  async #take(ask: Readonly<Record<string, string>>, file: File): Promise<void> {
    const bar = h('progress', { max: 1, value: 0, 'aria-label': t('imp.go') });
    const line = h('p', { role: 'status' });
    fill(this.#status, bar, line);
    try {
      const { importId } = await startImport(ask, file, (share) => { bar.value = share; fill(line, t('imp.sending', { p: percent(share, 0) })); });
      for (;;) {
        const progress = await importProgress(importId);
        if (progress.state !== 'running') break;
        if (progress.share === null) bar.removeAttribute('value'); else bar.value = progress.share;
        fill(line, t('imp.running', { n: progress.rows }));
        await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY); });
        if (this.#left) return;
      }
      const [run, problems] = await Promise.all([importRun(importId), importProblems(importId)]);
      fill(this.#status, summary(run), problemTable(problems));
      say(t('imp.done'));
      void this.#load();
    } catch (error) {
      fill(this.#status, h('p', { class: 'error', role: 'alert' }, errorText(error)));
    }
  }
}

function summary(run: ImportRun): HTMLElement {
  const figure = (word: 'rows' | 'created' | 'updated' | 'unchanged' | 'bad' | 'duplicates', n: number): HTMLElement => h('div', { class: 'figure' }, h('b', {}, n), h('span', {}, t(`imp.${word}`)));
  return h('div', {}, h('p', { class: run.state === 'failed' ? 'error' : 'done', role: 'status' }, run.state === 'failed' ? t('imp.failed', { text: run.error ?? '' }) : `✓ ${t('imp.done')}`),
    h('div', { class: 'figures' }, figure('rows', run.rows), figure('created', run.created), figure('updated', run.updated), figure('unchanged', run.unchanged), figure('bad', run.bad), figure('duplicates', run.duplicates)));
}
function problemTable(problems: readonly ImportProblem[]): HTMLElement {
  return h('div', {}, h('h3', {}, t('imp.problems')), table([t('col.row'), t('col.column'), t('col.value'), t('col.reason')], problems.map((p) => [p.row, p.column ?? '—', p.value ?? '—', p.reason]), t('imp.noProblems'), t('imp.problems')));
}
