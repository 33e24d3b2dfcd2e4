/** Run in a process of its own by crash.test.ts: writes pairs of rows for ever, and says which were acknowledged. */
import { openStore } from '../../src/boot/store.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { OPEN_TEXTS } from './policies.js';

const [file = '', entry = '', zones = '', from = '0'] = process.argv.slice(2);
const store = await openStore({ file, entry: new URL(entry), zones, packs: OPEN_TEXTS });
const row = (code: string): CreateOf => ({ kind: 'pauseReason', at: 1, row: { code, nameEn: 'x'.repeat(200), nameZh: '', billable: false, maxMinutes: null, enabled: true }, note: { type: 'made', actor: code } });
let n = Number(from);
async function one(): Promise<void> {
  for (;;) {
    const mine = (n += 1);
    await store.run('createMany', { rows: [row(`${mine}-a`), row(`${mine}-b`)] });
    process.stdout.write(`${mine}\n`);
  }
}
await Promise.all(Array.from({ length: 20 }, one));
