/** What leaves for creditors' systems: webhooks as events come, files of a day in the night. */
import { makeExportFiles, NodePost } from '../adapters/outbox/index.js';
import { cryptoDice } from '../adapters/system/index.js';
import { DailyFiles, Nightly, Outbox, type HttpPost, type OutboxDeps } from '../app/outbox/index.js';
import type { Config } from '../config.js';
import type { ZoneTable } from '../core/time/zones.js';

export interface Outside { readonly post: HttpPost; readonly outbox: Outbox; readonly daily: DailyFiles; start(): void; stop(): Promise<void> }

export function outsideOf(config: Config, common: Pick<OutboxDeps, 'store' | 'vault' | 'clock' | 'ids' | 'log'> & { readonly zones: ZoneTable }): Outside {
  const log = common.log.child({ part: 'outbox' });
  const post = new NodePost({ private: config.webhookPrivate });
  const outbox = new Outbox({ ...common, log, post, dice: cryptoDice(), settings: { timeout: config.webhookTimeout, tries: config.webhookTries, firstRetry: config.webhookFirstRetry, mostRetry: config.webhookMostRetry } });
  const files = { ...common, log, files: makeExportFiles(config.exports) };
  const daily = new DailyFiles(files);
  const nightly = new Nightly(files, daily);
  return {
    post, outbox, daily,
    start: () => { outbox.start(); nightly.start(); },
    stop: async () => {
      await Promise.all([outbox.stop(), nightly.stop()]);
      post.close();
    },
  };
}
