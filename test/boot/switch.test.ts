/** A switch that is not there, or refuses us, keeps nobody from starting; it is said, and mended without a restart. */
import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoDice, systemClock } from '../../src/adapters/system/index.js';
import { refusal } from '../../src/sim/callees/model.js';
import { imaginaryFiles, startSimulatedSwitch, type SimulatedSwitch } from '../../src/sim/switch/index.js';
import { build, dunwell, folder, start, until, type Started } from './support.js';

interface Check { readonly check: string; readonly state: string; readonly text: string; readonly mend: string | null }
const doctor = async (where: string, settings: Record<string, string>): Promise<{ code: number; checks: Check[] }> => {
  const told = await dunwell(where, ['doctor', '--json'], settings);
  return { code: told.code, checks: (JSON.parse(told.out) as { checks: Check[] }).checks };
};
const freePort = (): Promise<number> => new Promise((done) => { const server = createServer().listen(0, '127.0.0.1', () => { const address = server.address(); server.close(() => { done(typeof address === 'object' && address ? address.port : 0); }); }); });

describe('a real switch in the settings', () => {
  let server: Started | undefined;
  let fake: SimulatedSwitch | undefined;
  beforeAll(() => { build(); }, 120_000);
  afterEach(async () => { await server?.stop(); await fake?.stop(); server = undefined; fake = undefined; });
  const raise = (port: number): Promise<SimulatedSwitch> => startSimulatedSwitch({
    host: '127.0.0.1', port, password: 'right', clock: systemClock({ onError: () => undefined }), dice: cryptoDice(), callees: { behaviour: () => refusal(486, 'Busy Here') },
    users: [], gateways: [{ name: 'carrier' }], files: imaginaryFiles(),
  });

  it('absent: the server starts, says so, keeps trying, and goes on once it is there', async () => {
    const port = await freePort();
    const settings = { DUNWELL_HTTP_PORT: '0', DUNWELL_ESL_URL: `esl://127.0.0.1:${port}`, DUNWELL_ESL_PASSWORD: 'right', DUNWELL_LOG_TO: 'log', DUNWELL_RECORDINGS: '/tmp/dunwell-test-recordings' };
    const where = folder();
    server = start(where, settings);
    const url = await server.url;
    expect(server.out()).toContain('No connection to the switch yet (fs1)');
    expect(server.out()).not.toContain('demo');
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const sick = await doctor(where, settings);
    expect(sick.code).toBe(1);
    expect(sick.checks.find((one) => one.check === 'switch')).toMatchObject({ state: 'wrong' });
    fake = await raise(port);
    await until('the switch to be seen', async () => (await fetch(`${url}/readyz`)).status === 200, 40_000);
    const trunk = await dunwell(where, ['trunk', 'add', 'carrier', '--json'], settings);
    expect(JSON.parse(trunk.out)).toMatchObject({ gateway: 'carrier', node: 'fs1', plan: [{ prefix: '+', strip: 0, add: '' }] });
    const trunks = (await doctor(where, settings)).checks.filter((one) => one.check === 'trunks');
    expect(trunks).toMatchObject([{ state: 'ok', text: 'up, loopback' }]);
  }, 120_000);

  it('wrong password: said by the server and by the doctor, who knows what to mend; the password is nowhere', async () => {
    fake = await raise(0);
    const settings = { DUNWELL_HTTP_PORT: '0', DUNWELL_ESL_URL: `esl://127.0.0.1:${fake.port}`, DUNWELL_ESL_PASSWORD: 'wrong-secret', DUNWELL_LOG_TO: '-', DUNWELL_RECORDINGS: '/tmp/dunwell-test-recordings' };
    const where = folder();
    server = start(where, settings);
    const url = await server.url;
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    await until('the log to say so', () => Promise.resolve(server?.out().includes('wrong event socket password')), 20_000);
    const sick = await doctor(where, settings);
    expect(sick.checks.find((one) => one.check === 'switch')?.text).toContain('refuses the password');
    expect(server.out() + server.err() + JSON.stringify(sick)).not.toContain('wrong-secret');
  }, 120_000);
});
