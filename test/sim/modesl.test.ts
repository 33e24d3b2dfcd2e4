/** The simulated switch driven by `modesl`, a client we did not write. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedSwitch } from '../../src/sim/switch/index.js';
import { startSwitch } from './switch.js';

interface ModeslEvent { getHeader(name: string): string | undefined; getBody(): string; type: string }
interface ModeslConnection {
  on(event: string, listener: (event: ModeslEvent) => void): void;
  once(event: string, listener: (event: ModeslEvent) => void): void;
  subscribe(events: string[], done?: () => void): void;
  api(command: string, args: string[], done: (event: ModeslEvent) => void): void;
  bgapi(command: string, args: string[], done: (event: ModeslEvent) => void): void;
  execute(app: string, arg: string, uuid: string, done?: (event: ModeslEvent) => void): void;
  disconnect(): void;
  readonly socket: { setNoDelay(on: boolean): void };
}
const modesl: { Connection: new (host: string, port: number, password: string, ready: () => void) => ModeslConnection } = createRequire(import.meta.url)('modesl');

let sim: SimulatedSwitch;
beforeAll(async () => { sim = await startSwitch(); });
afterAll(async () => { await sim.stop(); });

const open = (password: string): Promise<ModeslConnection> => new Promise((resolve, reject) => {
  const conn = new modesl.Connection('127.0.0.1', sim.port, password, () => { conn.socket.setNoDelay(true); resolve(conn); });
  conn.on('error', () => undefined);
  conn.on('esl::event::auth::fail', () => { reject(new Error('auth refused')); });
});
const api = (conn: ModeslConnection, command: string): Promise<string> => new Promise((resolve) => { conn.api(command, [], (e) => { resolve(e.getBody()); }); });
const originate = (conn: ModeslConnection, id: string, rest: string): Promise<string> =>
  new Promise((resolve) => { conn.bgapi('originate', [`{origination_uuid=${id},ignore_early_media=true,originate_timeout=20}${rest}`], (e) => { resolve(e.getBody()); }); });

describe('modesl', () => {
  it('is refused with a wrong password', async () => { await expect(open('wrong')).rejects.toThrow('auth refused'); });

  it('originates two legs, hears their events, bridges them and hangs up', async () => {
    const conn = await open('ClueCon');
    const heard: string[] = [];
    const seen = new Map<string, () => void>();
    const wait = (name: string, leg: string): Promise<void> => heard.includes(`${name} ${leg}`) ? Promise.resolve() : new Promise((resolve) => { seen.set(`${name} ${leg}`, resolve); });
    conn.on('esl::event::**', (e) => {
      if (typeof e.getHeader !== 'function') return;
      const key = `${String(e.getHeader('Event-Name'))} ${String(e.getHeader('Unique-ID'))}`;
      heard.push(key);
      seen.get(key)?.();
    });
    await new Promise<void>((resolve) => { conn.subscribe(['CHANNEL_ANSWER', 'CHANNEL_PARK', 'CHANNEL_BRIDGE', 'CHANNEL_UNBRIDGE', 'CHANNEL_HANGUP_COMPLETE', 'BACKGROUND_JOB'], () => { resolve(); }); });
    const agent = crypto.randomUUID(), customer = crypto.randomUUID();
    expect(await originate(conn, agent, 'user/1000@rig.test &park()')).toBe(`+OK ${agent}\n`);
    expect(await originate(conn, customer, 'sofia/gateway/carrier1/13900010101 &park()')).toBe(`+OK ${customer}\n`);
    await wait('CHANNEL_PARK', customer);
    await api(conn, `uuid_setvar ${agent} park_after_bridge true`);
    expect(await api(conn, `uuid_bridge ${customer} ${agent}`)).toBe(`+OK ${agent}\n`);
    await wait('CHANNEL_BRIDGE', customer);
    expect(JSON.parse(await api(conn, 'show bridged_calls as json'))).toMatchObject({ row_count: 1 });
    expect(await api(conn, `uuid_kill ${customer}`)).toBe('+OK\n');
    await wait('CHANNEL_HANGUP_COMPLETE', customer);
    expect(heard.filter((k) => k === `CHANNEL_PARK ${agent}`)).toHaveLength(2);
    await api(conn, `uuid_kill ${agent}`);
    await wait('CHANNEL_HANGUP_COMPLETE', agent);
    conn.disconnect();
  });

  it('is told why a call failed', async () => {
    const conn = await open('ClueCon');
    await new Promise<void>((resolve) => { conn.subscribe(['BACKGROUND_JOB'], () => { resolve(); }); });
    expect(await originate(conn, crypto.randomUUID(), 'sofia/gateway/carrier1/13900020101 &park()')).toBe('-ERR USER_BUSY\n');
    expect(await originate(conn, crypto.randomUUID(), 'user/1001@rig.test &park()')).toBe('-ERR USER_NOT_REGISTERED\n');
    expect(await originate(conn, crypto.randomUUID(), 'sofia/gateway/nosuch/1 &park()')).toBe('-ERR INVALID_GATEWAY\n');
    conn.disconnect();
  });
});
