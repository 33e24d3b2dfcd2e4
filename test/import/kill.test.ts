/** The built server, killed in the middle of an import: started again, the import goes on where it stopped. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TOKEN_FILE } from '../../src/boot/files.js';
import { build, dunwell, folder, QUICK, start, until } from '../boot/support.js';

const ROWS = 20_000;
interface Run { readonly id: string; readonly state: string; readonly rows: number; readonly created: number; readonly bad: number; readonly unchanged: number }

it('killed with kill -9, resumed, and counted as if it had run once', async () => {
  build();
  const where = folder();
  const settings = { ...QUICK, DUNWELL_DEMO_LEADS: '20', DUNWELL_DEMO_COLLECTORS: '1' };
  const rows = Array.from({ length: ROWS }, (_, n) => (n % 1000 === 500 ? `,138${String(n).padStart(8, '0')},K${n},1` : `人${n},138${String(n).padStart(8, '0')},K${n},${n + 1}`));
  writeFileSync(join(where, 'big.csv'), `姓名,手机号,合同号,金额\n${rows.join('\n')}\n`);
  const first = start(where, settings);
  await first.url;
  const runs = async (): Promise<readonly Run[]> => {
    const { url, token } = JSON.parse(readFileSync(join(where, 'data', TOKEN_FILE), 'utf8')) as { url: string; token: string };
    const answer = await fetch(`${url}/api/v1/imports?kind=placement`, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { items: Run[] }).items;
  };
  const entities = JSON.parse((await dunwell(where, ['whoami', '--json'])).out) as { user: { entityId: string } };
  const ask = ['import', 'placement', 'big.csv', '--creditor', entities.user.entityId, '--json'];
  const cut = dunwell(where, ask);
  const half = await until('rows in the middle', async () => (await runs()).find((one) => one.state === 'running' && one.rows >= 500 && one.rows < ROWS - 2_000));
  first.process.kill('SIGKILL');
  await first.ended;
  expect((await cut).code).not.toBe(0);
  const second = start(where, settings);
  try {
    await second.url;
    const dead = await until('the import marked', async () => { try { return (await runs()).find((one) => one.id === half.id && one.state === 'failed'); } catch { await pause(100); return undefined; } });
    expect(dead.rows).toBeGreaterThanOrEqual(half.rows);
    expect(dead.rows).toBeLessThan(ROWS);
    const done = JSON.parse((await dunwell(where, [...ask, '--resume', dead.id])).out) as { run: Run };
    expect(done.run).toMatchObject({ id: dead.id, state: 'done', rows: ROWS, created: ROWS - 20, bad: 20, unchanged: 0 });
    const again = JSON.parse((await dunwell(where, ask)).out) as { run: Run };
    expect(again.run).toMatchObject({ rows: ROWS, created: 0, unchanged: ROWS - 20, bad: 20 });
  } finally {
    await second.stop();
  }
}, 240_000);
