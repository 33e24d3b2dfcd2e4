/** What a desk may ask about other entities' rows: nothing, and it is told so as of rows that are nowhere. And a recall during a call. */
import { describe, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { DeskCommand } from '../../src/app/ports/desk.js';
import { DESK_COMMANDS } from '../../src/contract/desk/commands.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { Bench, SECOND } from './bench.js';

/** Another company with a campaign under way, its collector, case, lead and a call. */
function others(bench: Bench): CreateOf[] {
  const at = bench.now;
  const rows = bench.debtor(7, '10102').map((row): CreateOf => (row.kind === 'case' || row.kind === 'lead' || row.kind === 'placement' ? { ...row, row: { ...row.row, entityId: 'other', ...(row.kind === 'lead' ? { campaignId: 'other-campaign', listId: 'other-list' } : {}), ...(row.kind === 'case' ? { teamId: 'other-team' } : {}) } } as CreateOf : row));
  return [
    { kind: 'entity', at, row: { id: 'other', kind: 'agency', name: 'Other', parentId: null, creditorGroup: null } },
    { kind: 'team', at, row: { id: 'other-team', entityId: 'other', departmentId: null, name: 'Others' } },
    { kind: 'user', at, row: { id: 'other-user', login: 'other-user', displayName: 'Other', passwordHash: 'x', role: 'collector', entityId: 'other', teamId: 'other-team', skills: [], desk: { kind: 'user', user: '1001', domain: 'rig.test' }, enabled: true, mustChangePassword: false } },
    { kind: 'campaign', at, row: { id: 'other-campaign', name: 'Other', entityId: 'other', state: 'draft', settings: { ...DEFAULT_SETTINGS, mode: 'progressive' }, teamIds: [] } },
    { kind: 'list', at, row: { id: 'other-list', campaignId: 'other-campaign', name: 'L', entityId: 'other', active: true, mix: 100 } },
    { kind: 'deskMessage', at, row: { id: 'other-message', entityId: 'other', userId: 'other-user', by: 'other-user', textSealed: bench.vault.seal('note', 'x') } },
    ...rows,
  ];
}
const CODE = 'refuses';
/** Every field of every command that names a row. */
const FIELDS: Readonly<Record<string, string>> = { attemptId: 'attempt', userId: 'other-user', teamId: 'other-team', campaignId: 'other-campaign', leadId: 'lead-7', contactPointId: 'cp-7', caseId: 'case-7', messageId: 'other-message' };
const OWN: Readonly<Record<string, string>> = { campaignId: 'campaign', leadId: 'lead-0', caseId: 'case-0' };
const REST: Readonly<Record<string, unknown>> = { reason: 'break', on: true, digits: '1', number: '13800138000', code: CODE, text: 'x', note: 'x', then: 'back' };

describe('every message of a desk', () => {
  it('says nothing of another company’s rows', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10102'] });
    await bench.put(...others(bench));
    await bench.ready('ann', 'other-user');
    await bench.campaign('start', 'other-campaign');
    await bench.until(() => bench.callOf('other-user')?.state === 'talking');
    const attempt = bench.callOf('other-user')!.attemptId;
    await bench.campaign('start');
    await bench.until(() => bench.callOf('ann')?.state === 'talking');
    const mine = bench.callOf('ann')!.attemptId;
    const before = JSON.stringify(bench.desks.get('other-user'));
    let asked = 0;
    for (const [type, schema] of Object.entries(DESK_COMMANDS)) {
      const names = Object.keys(schema.properties);
      const foreign = names.filter((name) => name in FIELDS);
      for (const name of foreign) {
        const command = (value: string): DeskCommand => {
          const fields: unknown = Object.fromEntries([['type', type], ...names.filter((one) => one !== 'type' && (one in FIELDS || one in REST)).filter((one) => one !== 'number' || name !== 'userId')
          .map((one) => [one, one === name ? value : OWN[one] ?? (one === 'attemptId' ? mine : one in FIELDS ? undefined : REST[one])])].filter(([, given]) => given !== undefined));
          return fields as DeskCommand;
        };
        const theirs = await bench.command('ann', command(name === 'attemptId' ? attempt : FIELDS[name]!));
        const nowhere = await bench.command('ann', command('00000000-0000-7000-8000-00000000ffff'));
        expect(theirs, `${type}.${name}`).toEqual(nowhere);
        expect(theirs.ok, `${type}.${name}`).toBe(false);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(12);
    expect(JSON.stringify(bench.desks.get('ann'))).not.toMatch(/other|case-7|lead-7|cp-7|Debtor 7/);
    // Nothing of it reached the other company either.
    expect(JSON.stringify(bench.desks.get('other-user'))).toBe(before);
    expect(await bench.store.count('contact', { caseId: 'case-7', channel: 'note' })).toBe(0);
    expect(bench.callOf('other-user')?.state).toBe('talking');
  });
});

describe('a recall', () => {
  it('during a call: its collector hears the creditor’s words, the call is theirs to end, and nothing of it is lost', async () => {
    const bench = await Bench.open({ leads: ['10102', '10102'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.callOf('ann')?.state === 'talking');
    const attemptId = bench.callOf('ann')!.attemptId;
    const { caseId } = await bench.attempt(attemptId);
    const moved = await bench.store.run('movePlacement', { placementId: caseId!.replace('case', 'placement'), event: 'recalled', expectedVersion: null, to: null, today: '2026-11-20', reason: null, by: 'boss', at: bench.now });
    expect(moved).toMatchObject({ ok: true, value: { cases: [{ caseId, left: true }] } });
    bench.conductor.forbid({ caseId: caseId! }, 'recalled', { code: 'case.recalled', text: 'the words' });
    expect(bench.seen('ann', 'notice')).toMatchObject([{ code: 'case.recalled', text: 'the words' }]);
    await bench.run(5 * SECOND);
    expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.command('ann', { type: 'dispose', attemptId, code: CODE, note: 'told so' })).toMatchObject({ ok: true });
    expect(await bench.attempt(attemptId)).toMatchObject({ dispositionCode: CODE });
    expect((await bench.store.get('case', caseId!))?.state).toBe('recalled');
    await bench.run(30 * SECOND);
    expect((await bench.attempts()).filter((one) => one.caseId === caseId)).toHaveLength(1);
  });
  it('while it rings: the call is cancelled within a second and never placed again', async () => {
    const bench = await Bench.open({ leads: ['20200'], settings: { ringTimeout: 60_000 } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    await bench.store.run('movePlacement', { placementId: 'placement-0', event: 'recalled', expectedVersion: null, to: null, today: '2026-11-20', reason: null, by: 'boss', at: bench.now });
    bench.conductor.forbid({ caseId: 'case-0' }, 'recalled', { code: 'case.recalled', text: 'x' });
    await bench.until(() => bench.calls().length === 0, SECOND);
    await bench.run(60 * SECOND);
    expect(await bench.attempts()).toHaveLength(1);
    expect(bench.seen('ann', 'notice')).toEqual([]);
  });
});
