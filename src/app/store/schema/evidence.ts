/** Tables of the evidence chain. */
import type { EvidenceKey, EvidenceRoot, RuleText } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const evidenceKey: Table<EvidenceKey> = {
  table: 'evidence_keys', columns: { ...kept, wrapped: 'text?', destroyedAt: 'int?', destroyedBy: 'text?', reason: 'text?' }, refs: { destroyedBy: 'user' },
};
export const evidenceRoot: Table<EvidenceRoot> = {
  table: 'evidence_roots', columns: { ...kept, n: 'int', fromSeq: 'int', toSeq: 'int', root: 'text', head: 'text', before: 'text', at: 'int', keyId: 'text', signature: 'text' }, refs: { keyId: null }, unique: [['n']], appendOnly: true,
};
export const ruleText: Table<RuleText> = {
  table: 'rule_texts', columns: { ...kept, kind: 'text', name: 'text', label: 'text', text: 'text' }, refs: {}, appendOnly: true,
};
