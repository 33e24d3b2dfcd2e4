/** The `Importer` of the API and the command line, on `startImport`. */
import { fail, ok } from '../../core/result.js';
import type { Id, Millis } from '../../core/units.js';
import type { Importer } from '../usecases/imports.js';
import { startImport, type ImportStarted } from './placements.js';
import type { ImportDeps, ImportSettings } from './types.js';

/** How long a finished import's progress is still told from memory. */
const REMEMBERED: Millis = 60_000;

export function makeImporter(deps: ImportDeps, settings: Partial<ImportSettings> = {}): Importer {
  const running = new Map<Id, { readonly started: ImportStarted; state: string }>();
  return {
    async start(file, options) {
      if (options.kind !== 'placement') return fail('import.kind', `imports of kind ${options.kind} are not made yet`, '/kind');
      const started = await startImport({
        source: { path: file }, fileName: options.fileName, campaignId: options.campaignId, list: options.listId === null ? { name: options.fileName.replace(/^.*[/\\]/, '').slice(0, 100) } : { id: options.listId },
        // A lender works its own debts: without a creditor the entity is it.
        creditorId: options.creditorId ?? options.entityId, entityId: options.entityId, ...(options.mapping === null ? {} : { mapping: options.mapping }), defaultCountry: options.defaultCountry, by: options.by,
      }, deps, { settings });
      if (!started.ok) return started;
      const { importId, done } = started.value;
      if (importId === null) return fail('import.store', 'the import was not written down');
      const entry = { started: started.value, state: 'running' };
      running.set(importId, entry);
      void done.then((summary) => {
        entry.state = summary.state;
        deps.clock.after(REMEMBERED, () => { running.delete(importId); });
      });
      return ok({ importId, done });
    },
    progress(importId) {
      const entry = running.get(importId);
      if (!entry) return undefined;
      const { rows, share } = entry.started.progress();
      return { state: entry.state, rows, share: entry.state === 'running' ? share : 1 };
    },
  };
}
