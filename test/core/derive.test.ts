/** What an unanswered leg meant: every behaviour of the rig as the real switch told it, every cause, every status. */
import { describe, expect, it } from 'vitest';
import { plainEvent } from '../../src/adapters/freeswitch/esl/event.js';
import { readLegEvent } from '../../src/adapters/freeswitch/events.js';
import { deriveUnanswered, mayFailOver, type UnansweredFacts } from '../../src/core/call/derive.js';
import { OUTCOMES, type Outcome } from '../../src/core/call/outcome.js';
import { causeFrom } from '../../src/sim/switch/causes.js';
import { transcript } from '../adapters/freeswitch/transcripts.js';

/** rig/README.md; null: a person or a machine answers. The recording was made with a ring timeout of 6 s. */
const RIG: Readonly<Record<string, Outcome | null>> = {
  '101': null, '102': null, '201': 'busy', '202': 'no_answer', '203': 'rejected', '204': 'invalid', '205': 'unavailable', '206': 'congestion', '207': 'carrier_fault', '208': 'invalid',
  '301': 'no_answer', '302': null, '303': 'invalid', '401': 'carrier_fault',
};

interface Recorded { readonly number: string; rang: boolean; answered: boolean; facts: { cause: string; sipStatus?: number | undefined; q850?: number | undefined } | null }
function recorded(): Map<string, Recorded> {
  const legs = new Map<string, Recorded>();
  for (const line of transcript('outcomes')) {
    if (line.dir === 'out') {
      const placed = /origination_uuid=([0-9a-f-]+).*sofia\/gateway\/carrier1\/(\d+)/.exec(line.frame);
      if (placed) legs.set(placed[1]!, { number: placed[2]!, rang: false, answered: false, facts: null });
      continue;
    }
    const blank = line.frame.indexOf('\n\n');
    const event = line.frame.includes('text/event-plain') ? plainEvent(Buffer.from(line.frame.slice(blank + 2), 'utf8')) : undefined;
    const read = event ? readLegEvent(event, { trunkProfiles: ['external'] }) : 'ignored';
    const leg = typeof read === 'object' && 'leg' in read ? legs.get(read.leg) : undefined;
    if (!leg || typeof read !== 'object') continue;
    if (read.type === 'ringing') leg.rang = true;
    if (read.type === 'answered') leg.answered = true;
    if (read.type === 'gone') leg.facts = read.facts;
  }
  return legs;
}

describe('the outcomes a real switch told', () => {
  const legs = [...recorded().values()];
  it('are all there', () => {
    expect(legs.map((leg) => leg.number.slice(-5, -2)).sort()).toEqual(Object.keys(RIG).sort());
  });
  it.each(legs)('$number', (leg) => {
    const wanted = RIG[leg.number.slice(-5, -2)];
    if (wanted === null) { expect(leg.answered).toBe(true); return; }
    expect(leg.answered).toBe(false);
    expect(leg.facts).not.toBeNull();
    expect(deriveUnanswered({ ...leg.facts!, rang: leg.rang, cancelledByUs: false, timedOut: false }).outcome).toBe(wanted);
  });
  it('only what the carrier refused without ringing may go to the next trunk', () => {
    const over = legs.filter((leg) => !leg.answered && leg.facts && mayFailOver({ placed: true, rang: leg.rang, sipStatus: leg.facts.sipStatus, cause: leg.facts.cause }));
    expect(over.map((leg) => leg.number.slice(-5, -2)).sort()).toEqual(['206', '207']);
  });
});

const facts = (more: Partial<UnansweredFacts>): UnansweredFacts => ({ cause: 'NORMAL_CLEARING', rang: false, cancelledByUs: false, timedOut: false, ...more });

describe('an unanswered leg', () => {
  it.each<readonly [number, Outcome, Outcome]>([
    // status, without ringing, after ringing
    [400, 'carrier_fault', 'carrier_fault'], [401, 'carrier_fault', 'carrier_fault'], [403, 'carrier_fault', 'carrier_fault'], [404, 'invalid', 'invalid'], [408, 'carrier_fault', 'no_answer'],
    [410, 'invalid', 'invalid'], [480, 'unavailable', 'unavailable'], [484, 'invalid', 'invalid'], [485, 'invalid', 'invalid'], [486, 'busy', 'busy'], [488, 'carrier_fault', 'carrier_fault'],
    [500, 'carrier_fault', 'carrier_fault'], [502, 'carrier_fault', 'carrier_fault'], [503, 'congestion', 'congestion'], [504, 'carrier_fault', 'carrier_fault'],
    [600, 'busy', 'busy'], [603, 'rejected', 'rejected'], [604, 'invalid', 'invalid'], [607, 'rejected', 'rejected'], [608, 'rejected', 'rejected'],
  ])('SIP %i: %s, after ringing %s', (sipStatus, silent, rang) => {
    expect(deriveUnanswered(facts({ sipStatus })).outcome).toBe(silent);
    expect(deriveUnanswered(facts({ sipStatus, rang: true })).outcome).toBe(rang);
  });
  it('487 says only that it was cancelled: the cause tells why', () => {
    expect(deriveUnanswered(facts({ sipStatus: 487, cause: 'NO_ANSWER', rang: true })).outcome).toBe('no_answer');
    expect(deriveUnanswered(facts({ sipStatus: 487, cause: 'ORIGINATOR_CANCEL', rang: true })).outcome).toBe('cancelled');
  });
  it('403 speaks of us or the trunk, 603 of the callee', () => {
    expect(deriveUnanswered(facts({ sipStatus: 403, cause: 'CALL_REJECTED' }))).toMatchObject({ outcome: 'carrier_fault', blame: 'us' });
    expect(deriveUnanswered(facts({ sipStatus: 603, cause: 'CALL_REJECTED' }))).toMatchObject({ outcome: 'rejected', blame: 'callee' });
  });
  it('has an outcome for every cause the switch knows, every status, and for words nobody knows', () => {
    const causes = [...new Set(Array.from({ length: 700 }, (_, number) => causeFrom(String(number)))), 'WHO_KNOWS', ''];
    expect(causes.length).toBeGreaterThan(70);
    for (const cause of causes) {
      for (const rang of [false, true]) {
        for (const sipStatus of [undefined, 100, 180, 183, 200, 302, 400, 403, 404, 408, 410, 422, 480, 484, 486, 487, 488, 499, 500, 503, 504, 580, 600, 603, 604, 606, 607, 608, 699, 700]) {
          const derived = deriveUnanswered(facts({ cause, rang, sipStatus }));
          expect(OUTCOMES).toContain(derived.outcome);
          expect(derived.because !== '' || cause === '').toBe(true);
          // Nobody answered, and it did leave us.
          expect(['human', 'machine', 'abandoned', 'not_placed']).not.toContain(derived.outcome);
        }
      }
    }
  });
  it('our ring timeout is nobody’s fault after ringing, and the carrier’s without', () => {
    expect(deriveUnanswered(facts({ timedOut: true, cancelledByUs: true, rang: true, cause: 'ORIGINATOR_CANCEL' }))).toMatchObject({ outcome: 'no_answer', blame: 'callee' });
    expect(deriveUnanswered(facts({ timedOut: true, cancelledByUs: true, cause: 'ORIGINATOR_CANCEL' }))).toMatchObject({ outcome: 'carrier_fault', blame: 'carrier' });
  });
  it('what we cancelled is cancelled, whatever the network said meanwhile', () => {
    for (const sipStatus of [undefined, 486, 404, 503]) expect(deriveUnanswered(facts({ cancelledByUs: true, sipStatus, rang: true }))).toMatchObject({ outcome: 'cancelled', blame: 'us' });
  });
});

describe('may the next trunk be tried', () => {
  it.each([
    [{ placed: false, rang: false, cause: 'GATEWAY_DOWN' }, true],
    [{ placed: false, rang: false, cause: 'INVALID_GATEWAY' }, true],
    [{ placed: true, rang: false, sipStatus: 503, cause: 'NORMAL_TEMPORARY_FAILURE' }, true],
    [{ placed: true, rang: false, sipStatus: 403, cause: 'CALL_REJECTED' }, true],
    [{ placed: true, rang: false, cause: 'GATEWAY_DOWN' }, true],
    [{ placed: true, rang: true, sipStatus: 503, cause: 'NORMAL_TEMPORARY_FAILURE' }, false],
    [{ placed: true, rang: false, sipStatus: 486, cause: 'USER_BUSY' }, false],
    [{ placed: true, rang: false, sipStatus: 480, cause: 'NO_USER_RESPONSE' }, false],
    [{ placed: true, rang: false, sipStatus: 404, cause: 'UNALLOCATED_NUMBER' }, false],
    [{ placed: true, rang: false, cause: 'NO_ANSWER' }, false],
    [{ placed: true, rang: false, cause: 'RECOVERY_ON_TIMER_EXPIRE' }, false],
    [{ placed: true, rang: false, cause: 'ORIGINATOR_CANCEL' }, false],
    [{ placed: true, rang: false, cause: '' }, false],
  ] as const)('%j: %s', (given, wanted) => {
    expect(mayFailOver(given)).toBe(wanted);
  });
  it('never once anything rang', () => {
    for (let sipStatus = 300; sipStatus < 700; sipStatus += 1) expect(mayFailOver({ placed: true, rang: true, sipStatus, cause: 'GATEWAY_DOWN' })).toBe(false);
  });
});
