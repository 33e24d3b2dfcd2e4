/**
 * Callers who write what they like into their SIP headers, through the whole dialer: the switch's events, the conductor, the store,
 * the commands back to the switch and the log. Whatever a caller calls themselves, we send only our own commands.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Wire } from '../../src/sim/faults/wire.js';
import { Bench, SECOND } from '../conductor/bench.js';
import { nasty, PIECES } from './mutate.js';

/** Every command the dialer knows, as it begins. */
const OURS = /^(?:auth |event plain |api (?:uuid_(?:kill|park|bridge|setvar|answer|exists|dump|hold|record|break|send_dtmf|transfer|recv_dtmf) [0-9a-f-]{36}|uuid_hold off |sched_hangup \+|sched_del |show (?:channels|bridged_calls) as json$|sofia xmlstatus gateway$|global_getvar core_uuid$)|bgapi originate \{|sendmsg [0-9a-f-]{36}$)/;

it('sixty hostile callers bring nothing but our own commands to the switch, and nothing of theirs into rows or logs', async () => {
  const sent: string[] = [];
  // Called with its wire below.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const write = Wire.prototype.write;
  Wire.prototype.write = function (this: Wire, text: string): boolean { sent.push(text); return write.call(this, text); };
  try {
    const bench = await Bench.open({ seed: 'inbound', agents: ['ann'], leads: ['00000'] });
    await bench.ready('ann');
    const callers = [...fc.sample(nasty, { numRuns: 40, seed: 5 }), ...PIECES.slice(0, 10).map((piece) => `13800138000${piece}\n\napi fsctl shutdown\n\n`), ...PIECES.slice(10, 20).map((piece) => `"${piece}" <sip:13800138000@x>`)];
    for (const [n, from] of callers.entries()) {
      const leg = bench.node.ring({ from, to: n % 3 === 0 ? from : '02160000000', gateway: 'carrier1', caller: { patience: 2 * SECOND, talk: SECOND } });
      await bench.run(4 * SECOND);
      expect(leg).toBeDefined();
    }
    await bench.run(60 * SECOND);
    const commands = sent.flatMap((text) => text.split('\n\n')).filter((one) => one !== '');
    expect(commands.length).toBeGreaterThan(200);
    expect(commands.filter((one) => !OURS.test(one.split('\n', 1)[0] ?? ''))).toEqual([]);
    const rows = (await bench.attempts()).filter((one) => one.direction === 'inbound');
    expect(rows).toHaveLength(callers.length);
    for (const row of rows) {
      expect(row.callerId === null || /^\+?\d{3,20}$/.test(row.callerId)).toBe(true);
      expect(row.phoneMasked).not.toMatch(/\d{7}/);
      expect(row.hangupCause === null || /^[A-Z0-9_]{1,64}$/.test(row.hangupCause)).toBe(true);
      for (const line of await bench.journal(row.id)) expect(JSON.stringify(line.data ?? null)).not.toMatch(/shutdown|\d{11}/);
    }
    for (const line of bench.lines) expect(line).not.toMatch(/[\n\r]|fsctl|13800138000/);
    expect(bench.conductor.live().calls).toHaveLength(0);
  } finally { Wire.prototype.write = write; }
});
