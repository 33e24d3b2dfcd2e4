/** The `Importer` of the API and the command line, on `startImport`. */
import { ok } from '../../core/result.js';
import type { Id, Millis } from '../../core/units.js';
import type { Importer } from '../usecases/imports.js';
import { previewImport } from './preview.js';
import { startImport, type ImportStarted } from './run.js';
import type { ImportDeps, ImportSettings } from './types.js';

/** How long a finished import's progress is still told from memory. */
const REMEMBERED: Millis = 60_000;

interface Entry { readonly started: ImportStarted; state: string }
function stateOf({ started, state }: Entry): { readonly state: string; readonly rows: number; readonly share: number | null } {
  const { rows, share } = started.progress();
  return { state, rows, share: state === 'running' ? share : 1 };
}

export function makeImporter(deps: ImportDeps, settings: Partial<ImportSettings> = {}): Importer {
  const running = new Map<Id, Entry>();
  return {
    async start(file, options) {
      const { kind, campaignId, listId, batch, profile, resumes, dryRun, headerRow, defaultCountry, by, creditorId, entityId, mapping } = options;
      const named = options.fileName.replace(/^.*[/\\]/, '').slice(0, 100);
      const started = await startImport({
        source: { path: file }, fileName: options.fileName, kind, campaignId, list: campaignId === null ? null : listId === null ? { name: named } : { id: listId }, creditorId, entityId, defaultCountry, by, dryRun,
        ...(mapping === null ? {} : { mapping }), ...(profile === null ? {} : { profile }), ...(batch === null ? {} : { batch }), ...(resumes === null ? {} : { resumes }), ...(headerRow === null ? {} : { headerRow }),
      }, deps, { settings });
      if (!started.ok) return started;
      const { importId, done } = started.value;
      const entry: Entry = { started: started.value, state: 'running' };
      running.set(importId, entry);
      void done.then((summary) => {
        entry.state = summary.state;
        deps.clock.after(REMEMBERED, () => { running.delete(importId); });
      });
      return ok({ importId, done });
    },
    preview(file, { mapping, batch, headerRow, ...options }) {
      return previewImport({ ...options, source: { path: file }, ...(mapping === null ? {} : { mapping }), ...(batch === null ? {} : { batch }), ...(headerRow === null ? {} : { headerRow }) }, deps);
    },
    progress(importId) {
      const entry = running.get(importId);
      return entry && stateOf(entry);
    },
    running: () => [...running].map(([importId, entry]) => ({ importId, entityId: entry.started.entityId, ...stateOf(entry) })),
  };
}
