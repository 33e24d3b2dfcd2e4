import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown } from '../present.js';
import type { Router } from '../router.js';

/** The chain: whether it is whole, and a debtor's part of it. */
export function evidenceRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'evidence';
  router.add({ method: 'POST', url: '/audit/verifications', canWait: true, tag, summary: 'Verify the chain', description: 'Every event, every signed root, and the copies of the roots kept outside the database. Names the place of anything changed, missing, out of order or cut off.', verb: 'evidence.read', answer: c.ChainVerdict, keyed: false, run: ({ by }) => app.verifyChain(deps, by) });
  router.add({ method: 'GET', url: '/audit/key', tag, summary: 'The public key roots and bundles are signed with', verb: 'evidence.read', answer: c.EvidenceKeyShown, run: ({ by }) => app.evidenceKeyOf(deps, by) });
  router.add({
    method: 'POST', url: '/audit/exports', canWait: true, tag, summary: 'A debtor’s evidence as a bundle', description: 'By party or case. Says who exported it and why on the chain. Unmasked it holds the debtor’s key and recordings, and needs `personal.unmask` as well.', verb: 'evidence.export', proof: true, body: c.EvidenceExportAsk, answer: c.EvidenceExported, status: 201, keyed: false,
    run: async ({ by, body }) => shown(await app.exportEvidence(deps, by, body), ({ files, ...made }) => ({ ...made, files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length, base64: Buffer.from(bytes).toString('base64') })) })),
  });
  router.add({ method: 'POST', url: '/audit/erasures', tag, summary: 'Destroy the key of a debtor’s evidence', description: 'What was sealed can’t be read any more by anybody; the chain stays whole. With `record` names, numbers, addresses, notes and recordings of the debtor, and of people on file for their debts alone, are written over or deleted, too; every case of theirs must be closed (`erasure.case_open`). Backups made before still hold them. There is no way back.', verb: 'evidence.erase', proof: true, body: c.EvidenceErase, answer: c.EvidenceErased, keyed: false, run: ({ by, body }) => app.eraseEvidence(deps, by, body) });
}
