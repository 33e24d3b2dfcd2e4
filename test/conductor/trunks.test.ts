/** Which number a call shows: one of the company it is for, the same to the same person, and no other after a refusal. */
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../src/adapters/zones/index.js';
import { Trunks } from '../../src/app/conductor/trunks.js';
import type { CallerId, Trunk } from '../../src/core/records/index.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { refusal } from '../../src/sim/callees/model.js';
import { Bench, SECOND } from './bench.js';

const trunk = (callerIds: readonly CallerId[]): Trunk => ({ id: 't', version: 1, createdAt: 0, updatedAt: 0, gateway: 'g', node: 'n', enabled: true, maxCalls: 10, callsPerSecond: 100, priority: 0, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds, spend: null });
function shown(callerIds: readonly CallerId[], entityId: string, number = '+8613800138000'): string | null | undefined {
  const trunks = new Trunks(loadZones());
  trunks.load([trunk(callerIds)]);
  trunks.status('n', { name: 'g', up: true, state: 'REGED', loopback: true });
  const answer = trunks.acquire('n', [], number, 0, entityId);
  return answer.kind === 'token' ? answer.token.callerId : answer.kind === 'none' ? undefined : null;
}
const A: CallerId = { number: '+861011111111', region: '*', entityId: 'a' };
const A2: CallerId = { number: '+861011111112', region: '+8613', entityId: 'a' };
const B: CallerId = { number: '+861022222222', region: '+86138', entityId: 'b' };
const ALL: CallerId = { number: '+861033333333', region: '+8613800', entityId: null };

describe('a caller id', () => {
  it('is one of the company the call is for, whatever region another’s fits better', () => {
    expect(shown([A, B, ALL], 'a')).toBe(A.number);
    expect(shown([A, A2, B, ALL], 'a')).toBe(A2.number);
    expect(shown([A, B, ALL], 'b')).toBe(B.number);
  });
  it('is one of all companies where it has none of its own; another’s is never shown, and the gateway’s own neither', () => {
    expect(shown([A, ALL], 'c')).toBe(ALL.number);
    expect(shown([A, B], 'c')).toBeUndefined();
    expect(shown([], 'c')).toBeNull();
  });
  it('of several is always the same to one person', () => {
    const two = [{ ...A, region: '*' }, { ...A2, region: '*' }];
    expect(new Set([0, 1, 2].map(() => shown(two, 'a', '+8613800138001'))).size).toBe(1);
    expect(new Set(['+8613800138000', '+8613800138001'].map((number) => shown(two, 'a', number))).size).toBe(2);
  });
});

describe('after a refusal (403)', () => {
  const callees: CalleeModel = { behaviour: () => refusal(403, 'Forbidden', 200) };
  const attempted = async (second: string): Promise<{ readonly trunk: string | null; readonly callerId: string | null; readonly outcome: string | null } | undefined> => {
    const own = (number: string): readonly CallerId[] => [{ number, region: '*' }];
    const bench = await Bench.open({ leads: ['20100'], callees, trunks: [{ gateway: 'carrier1', callerIds: own('+861055550001') }, { gateway: 'carrier2', callerIds: own(second) }] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    return (await bench.attempts())[0];
  };
  it('another trunk may try with the same number shown, never with another one', async () => {
    expect(await attempted('+861055550001')).toMatchObject({ trunk: 'carrier2', callerId: '+861055550001' });
    expect(await attempted('+861055550002')).toMatchObject({ trunk: 'carrier1', callerId: '+861055550001' });
  });
});
