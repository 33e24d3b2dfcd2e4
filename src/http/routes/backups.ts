import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown } from '../present.js';
import type { Router } from '../router.js';

export function backupRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'backups';
  router.add({ method: 'GET', url: '/backups', tag, summary: 'Backups in the server’s folder, newest first', verb: 'setting.read', answer: c.BackupList, run: async ({ by }) => shown(await app.listBackups(deps, by), (items) => ({ items })) });
  router.add({ method: 'POST', url: '/backups', tag, summary: 'Back the database up now', description: 'A copy as of this instant, made beside dialing and checked; answered when it is there. Not in it: the vault’s key, recordings, daily files, certificates. A second request while one is made joins it.', verb: 'setting.write', answer: c.Backup, status: 201, keyed: false, run: ({ by }) => app.makeBackup(deps, by) });
  router.add({ method: 'POST', url: '/retention/runs', tag: 'retention', summary: 'Delete what was kept long enough, or count it', description: 'By the setting `retention` (days by kind); runs each night by itself. A case on hold, an open complaint or a dispute keeps everything about its debtor.', verb: 'setting.write', proof: { when: 'unless `dryRun`', of: ({ body }) => body.dryRun !== true }, body: c.RetentionRun, answer: c.Retained, keyed: false, run: ({ by, body }) => app.retain(deps, by, body) });
}
