/** A page whose server went away between its hello and the welcome: neither end is told, and nobody may wait for it for ever. */
import { expect, it } from 'vitest';
import { connectDesk } from '../../src/desk/client.js';
import { VirtualClock } from '../../src/sim/clock/virtual.js';
import { socketPair, type SimSocket } from '../../src/sim/faults/socket.js';

const SECOND = 1_000;

it('no welcome within fifteen seconds: given up, and tried again', async () => {
  const clock = new VirtualClock({ start: 0 });
  const [opened, downs, heard]: [number[], string[], string[]] = [[], [], []];
  const client = connectDesk({
    url: 'ws://simulated', token: 'anna', clock, dice: { next: () => 1 },
    open: (): SimSocket => {
      const { page, server } = socketPair(clock, 1);
      opened.push(clock.monotonic());
      server.readyState = 1;
      server.on('message', (data: Buffer) => { heard.push((JSON.parse(data.toString()) as { type: string }).type); });
      clock.after(1, () => { page.opened(); });
      return page;
    },
    onDown: ({ code }) => { downs.push(code); },
  });
  await clock.advanceAsync(14 * SECOND);
  expect([opened, heard, downs]).toEqual([[0], ['hello'], []]);
  await clock.advanceAsync(2 * SECOND);
  expect(downs).toEqual(['desk.connection_lost']);
  expect(opened).toEqual([0, 15 * SECOND + 250]);
  expect(heard).toEqual(['hello', 'hello']);
  // A closed page tries no more.
  const closed = client.close();
  await clock.advanceAsync(40 * SECOND);
  await closed;
  expect(opened).toHaveLength(2);
  expect(clock.pending).toBe(0);
});
