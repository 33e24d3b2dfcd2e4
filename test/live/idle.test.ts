/** A standing leg that nobody uses: hours must not end it. Runs only when asked: LIVE_IDLE_MINUTES=120. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Live, whyNoLive } from './harness.js';
import { Server } from './harness/server.js';

const minutes = Number(process.env['LIVE_IDLE_MINUTES'] ?? '0');
const missing = whyNoLive() ?? (minutes > 0 ? null : 'set LIVE_IDLE_MINUTES (120 for the two hours of the requirement)');
if (missing !== null) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== null)('idle lines', () => {
  it('stay up, a phone’s and a template’s', { timeout: (minutes + 5) * 60_000 }, async () => {
    const live = await Live.start({ agents: 1 });
    const server = new Server(live);
    try {
      await server.start();
      await server.trunk('carrier1');
      await server.ready();
      await live.phones.start('1000');
      const template = await server.ask<{ id: string; version: number }>('POST', '/desk-templates', { name: 'echo', dialString: 'sofia/gateway/deskline/{number}' });
      await server.ask('POST', `/desk-templates/${template.id}/approval`, { version: template.version, approved: true });
      const people = [await server.collector('phone', { kind: 'user', user: '1000', domain: 'live.test' }), await server.collector('echo', { kind: 'template', templateId: template.id, number: '9000110401' })];
      const shifts = people.map((who) => server.work(who.token));
      const lines = async (): Promise<string[]> => (await live.channelsLeft()).filter((leg) => leg.application === 'park').map((leg) => leg.uuid).sort();
      const first = await live.ours.until('two parked lines', async () => { const found = await lines(); return found.length === 2 ? found : null; }, 30_000);
      for (const end = Date.now() + minutes * 60_000; Date.now() < end;) {
        await sleep(Math.min(30_000, end - Date.now()));
        expect(await lines(), `${Math.round((end - Date.now()) / 60_000)} minutes before the end`).toEqual(first);
      }
      console.log(`both lines stood ${minutes} minutes`);
      for (const shift of shifts) await shift.stop();
    } finally {
      await server.kill('SIGTERM');
      await live.stop();
    }
  });
});
