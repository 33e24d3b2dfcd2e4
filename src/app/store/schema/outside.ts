/** Tables of what leaves for a creditor's systems. */
import type { DailyFile, Delivery, Webhook } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const webhook: Table<Webhook> = {
  table: 'webhooks', columns: { ...kept, entityId: 'text', creditorId: 'text?', url: 'text', secretSealed: 'text', types: 'json', mapping: 'json', enabled: 'bool', cursor: 'int', oldSecretSealed: 'text?', oldSecretUntil: 'int?' },
  refs: { entityId: 'entity', creditorId: 'entity' }, indexes: [{ on: ['entityId'] }],
};
export const delivery: Table<Delivery> = {
  table: 'deliveries', columns: { ...kept, webhookId: 'text', seq: 'int', type: 'text', state: 'text', tries: 'int', nextAt: 'int', status: 'int?', error: 'text?', deliveredAt: 'int?' },
  refs: { webhookId: 'webhook' }, unique: [['webhookId', 'seq']], indexes: [{ on: ['webhookId', 'state', 'nextAt'] }],
};
export const dailyFile: Table<DailyFile> = {
  table: 'daily_files', columns: { ...kept, entityId: 'text', creditorId: 'text', day: 'text', kind: 'text', path: 'text', rows: 'int', sha256: 'text', fromSeq: 'int', toSeq: 'int' },
  refs: { entityId: 'entity', creditorId: 'entity' }, unique: [['entityId', 'creditorId', 'day', 'kind']],
};
