/** One of two processes that permit one debtor at once: its own store adapter on the shared file. Told by messages, answers by messages. */
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { testIds, testZones } from '../contract/records.js';
import { draft, HOUR, LAW, LOCAL_MIDNIGHT, SETTINGS } from '../contract/touch-world.js';
import { packText, policiesOf } from './policies.js';
import { MOBILE } from './destination.js';

const [file = '', who = '', rounds = '0'] = process.argv.slice(2);
const store = SqliteStore.inProcess({ file, ids: testIds(who.padEnd(8, '0')), zones: testZones, policies: policiesOf([LAW, packText('elsewhere')], ['law']), synchronous: 'off' });
const at = LOCAL_MIDNIGHT + 10 * HOUR;
const TRIES = 3;
async function permit(round: number): Promise<void> {
  let opened = 0;
  const denied: string[] = [];
  for (let n = 0; n < TRIES; n += 1) {
    const id = `${who}-${round}-${n}`;
    const answer = await store.run('openAttempt', { attempt: draft(round, id, { openedAt: at }), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, owner: null, callbackId: null });
    if (answer.kind === 'open') opened += 1; else if (answer.kind === 'denied') denied.push(...answer.denials.map((one) => one.rule));
  }
  process.send?.({ round, opened, denied });
}
process.on('message', (message: { readonly round: number }) => { void permit(message.round); });
process.on('disconnect', () => { void store.close().then(() => process.exit(0)); });
process.send?.({ ready: Number(rounds) });
