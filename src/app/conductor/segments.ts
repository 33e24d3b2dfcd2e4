import type { Id, LocalDate } from '../../core/units.js';
import type { CampaignRunner } from './runner.js';
import type { Floor } from './floor.js';

/** Cases a transaction looks at: a few milliseconds of the writer. */
const PAGE = 200;
/** Looked at again this much before the last look, so that a commit at that very moment is not missed. */
const OVERLAP = 5_000;
/** More changed cases than this (an import) are read a page at a time, like all of them. */
const FEW = 500;

interface Progress { readonly day: LocalDate; readonly text: string; readonly since: number }

/**
 * Keeps the leads of campaigns with a segment true while they run: everything when one starts, when its segment changes and
 * when a new local day moves the stages; between, the cases that changed. Who fits no more leaves the hopper at once.
 */
export class Segments {
  readonly #done = new Map<Id, Progress>();
  #busy = false;
  constructor(private readonly floor: Floor) {}

  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (const runner of [...this.floor.runners.values()]) if (runner.campaign.state === 'running' && runner.settings.segment !== null) await this.#sync(runner);
    } finally { this.#busy = false; }
  }

  async #sync(runner: CampaignRunner): Promise<void> {
    const { clock } = this.floor.deps;
    const { id } = runner.campaign;
    const [day, text, now] = [this.floor.today(runner.settings.zone), JSON.stringify(runner.settings.segment), clock.now()];
    const before = this.#done.get(id);
    const few = before?.day === day && before.text === text && await this.#changed(runner, before.since - OVERLAP) <= FEW;
    if (few) {
      if (!await this.#step(runner, { changedSince: before.since - OVERLAP })) return;
    } else {
      let after: Id | null = '';
      while (after !== null) {
        const page = await this.#step(runner, { after });
        if (!page || runner.campaign.state !== 'running') return;
        after = page.next;
      }
    }
    this.#done.set(id, { day, text, since: now });
  }

  #changed(runner: CampaignRunner, since: number): Promise<number> { return this.floor.deps.store.count('case', { entityId: runner.campaign.entityId, updatedAt: { gte: since } }); }
  async #step(runner: CampaignRunner, from: { readonly after: Id } | { readonly changedSince: number }): Promise<{ readonly next: Id | null } | null> {
    const { store, clock, log, settings } = this.floor.deps;
    // Dialing comes first: a writer that is behind is left alone until the next look.
    if (store.backlog() > settings.backlogLimit / 4) return null;
    try {
      const synced = await store.run('syncSegment', { campaignId: runner.campaign.id, now: clock.now(), from, most: PAGE });
      const left = new Set(synced.left);
      if (left.size > 0) runner.hopper.drop((lead) => left.has(lead.leadId));
      if (synced.added > 0) runner.hopper.wake();
      return synced;
    } catch (error) {
      log.error({ campaign: runner.campaign.id, error: String(error) }, 'a segment could not be read');
      return null;
    }
  }
}
