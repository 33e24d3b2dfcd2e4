/** The built command line against a running server: what it prints, how it ends, what it says when it can't. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI_OUTPUT, CliFailure, type CliCommand } from '../../src/contract/cli.js';
import { build, dunwell, folder, QUICK, start, type Started, type Told } from '../boot/support.js';

describe('dunwell', () => {
  const where = folder();
  let server: Started;
  beforeAll(async () => {
    build();
    server = start(where, { ...QUICK, DUNWELL_DEMO_LEADS: '20', DUNWELL_DEMO_COLLECTORS: '1' });
    await server.url;
  }, 240_000);
  afterAll(async () => { await server.stop(); });

  const run = (...args: string[]): Promise<Told> => dunwell(where, args);
  /** With --json, checked against the contract. */
  async function json<T>(command: CliCommand, ...args: string[]): Promise<T> {
    const told = await run(...command.split(' '), ...args, '--json');
    expect(told.err).toBe('');
    const value: unknown = JSON.parse(told.out);
    const errors = Value.Errors(CLI_OUTPUT[command], value);
    expect(errors).toEqual([]);
    return value as T;
  }
  const file = (name: string, text: string): string => { writeFileSync(join(where, name), text); return name; };

  it('works with no login in the server\'s own folder', async () => {
    const who = await json<{ user: { role: string }; url: string }>('whoami');
    expect(who).toMatchObject({ user: { role: 'administrator' }, url: await server.url });
  });

  it('makes users, and logs them in', async () => {
    const made = await json<{ password: string; user: { mustChangePassword: boolean } }>('user create', 'Li.Wei', '--role', 'supervisor', '--phone', '1050@dunwell.local', '--skill', 'zh');
    expect(made.password).toMatch(/^\w{20}$/);
    expect((await json<{ items: { login: string }[] }>('user list')).items.map((one) => one.login)).toContain('li.wei');
    const again = await run('user', 'create', 'li.wei', '--json');
    expect(again.code).toBe(4);
    expect(Value.Check(CliFailure, JSON.parse(again.err))).toBe(true);
    const settings = { XDG_CONFIG_HOME: join(where, 'config') };
    const wrong = await dunwell(where, ['login', '--user', 'li.wei', '--password-stdin'], settings, 'wrong password\n');
    expect([wrong.code, wrong.err]).toEqual([6, 'dunwell: wrong login or password, or too many tries\n']);
    const right = await dunwell(where, ['login', '--user', 'li.wei', '--password-stdin', '--json'], settings, `${made.password}\n`);
    expect(JSON.parse(right.out)).toMatchObject({ login: 'li.wei', role: 'supervisor' });
    expect(readFileSync(join(where, 'config/dunwell/logins.json'), 'utf8')).not.toContain(made.password);
  });

  it('makes, lists, starts and stops campaigns, by name or id; every mistake of the file at once', async () => {
    const bad = await run('campaign', 'create', '--file', file('bad.json', '{"name":"M1","settings":{"mode":"x","abandonTarget":9}}'));
    expect(bad.code).toBe(7);
    expect(bad.err).toMatch(/2 things are wrong:\n {2}\/mode: .*\n {2}\/abandonTarget: /);
    const made = await json<{ id: string; state: string }>('campaign create', '--file', file('m1.json', '{"name":"M1 morning","settings":{"mode":"progressive"}}'));
    expect(made.state).toBe('draft');
    for (const [action, state] of [['start', 'running'], ['pause', 'paused'], ['stop', 'stopped']] as const) expect((await json<{ state: string }>(`campaign ${action}`, 'm1 MORNING', ...(action === 'start' ? ['--reason', 'a test without leads'] : []))).state).toBe(state);
    expect((await json<{ items: { name: string }[] }>('campaign list')).items.map((one) => one.name)).toContain('M1 morning');
    expect((await json<{ campaign: { id: string } }>('campaign status', made.id)).campaign.id).toBe(made.id);
    const unknown = await run('campaign', 'start', 'M9');
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('there is no campaign "M9"; there is ')]);
  });

  it('lists calendars and takes in next year\'s', async () => {
    const before = await json<{ items: { id: string; to: string }[] }>('compliance calendars list');
    expect(before.items.find((one) => one.id === 'CN')).toMatchObject({ to: '2026-12-31' });
    const year = (more: object): string => file('cn.json', JSON.stringify({ calendar: 'CN', version: '2027.1', title: { zh: '年', en: 'year' }, coverage: { from: '2027-01-01', to: '2027-12-31' }, days: { '2027-01-01': 'holiday' }, ...more }));
    const gap = await run('compliance', 'calendars', 'import', year({ coverage: { from: '2028-01-01', to: '2028-12-31' }, days: {} }));
    expect([gap.code, gap.err]).toEqual([4, expect.stringContaining('the days between would be unknown')]);
    expect((await run('compliance', 'calendars', 'import', 'no-such.json')).code).toBe(7);
    expect((await run('compliance', 'calendars', 'import', file('bad.json', '{'))).code).toBe(7);
    expect(await json<object>('compliance calendars import', year({}), '--note', 'gazette')).toMatchObject({ id: 'CN', from: '2026-01-01', to: '2027-12-31', parts: [{ shipped: true }, { shipped: false, note: 'gazette' }] });
    expect((await run('compliance', 'calendars', 'list')).out).toMatch(/CN +2027\.1 +2026-01-01 +2027-12-31/);
  });

  it('shows a case and hands out cases by rules, dry first', async () => {
    const unknown = await run('case', 'show', 'nothing');
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('no such case')]);
    const rules = file('rules.json', JSON.stringify({ measure: { kind: 'cases' }, rules: [], escalations: [], reassignAfterDays: null }));
    const plan = await json<{ proposals: object[]; held: { caseId: string }[] }>('assign', '--file', rules, '--dry-run');
    expect(plan.proposals).toEqual([]);
    expect(plan.held.length).toBeGreaterThan(0);
    expect((await json<{ id: string }>('case show', plan.held[0]!.caseId)).id).toBe(plan.held[0]!.caseId);
    expect((await run('assign')).code).toBe(2);
    expect((await run('assign', '--rules', 'nobody')).code).toBe(3);
    expect((await run('assign', '--file', file('broken.json', '{'))).code).toBe(7);
  });

  it('imports: good rows kept, bad rows told, the same file twice changes nothing', async () => {
    const rows = '姓名,手机号,合同号,欠款金额\n张三,13800138000,C1,100.5\n李四,13700137000,,50\n"赵"",}{五",13900139000,C3,7\n';
    const first = await run('import', file('leads.csv', rows), '--campaign', 'M1 morning', '--json');
    expect(first.code).toBe(1);
    const { run: done, problems } = JSON.parse(first.out) as { run: { rows: number; created: number; bad: number }; problems: { row: number; value: string }[] };
    expect(Value.Errors(CLI_OUTPUT.import, JSON.parse(first.out))).toEqual([]);
    expect(done.rows).toBe(3);
    expect(problems.some((one) => one.row === 3)).toBe(true);
    const again = JSON.parse((await run('import', 'leads.csv', '--campaign', 'M1 morning', '--json')).out) as { run: { created: number; updated: number } };
    expect([again.run.created, again.run.updated]).toEqual([0, 0]);
    const seen = await run('import', file('leads.csv', rows), '--campaign', 'M1 morning', '--preview', '--json');
    expect([seen.code, Value.Errors(CLI_OUTPUT.import, JSON.parse(seen.out))]).toEqual([0, []]);
    expect(JSON.parse(seen.out)).toMatchObject({ headerRow: 1, rows: [{ row: 2, verdict: 'unchanged' }, { row: 3, verdict: 'refused' }, { row: 4 }] });
    const text = await run('import', 'leads.csv', '--campaign', 'M1 morning', '--preview');
    expect(text.out).toMatch(/合同号 +contract +header/);
    const lacking = await run('import', file('lacking.csv', 'Kunde,Tel\nx,y\n'), '--campaign', 'M1 morning', '--preview');
    expect([lacking.code, lacking.err]).toEqual([1, expect.stringContaining('the header lacks')]);
    expect((await run('import', 'leads.csv', '--campaign', 'M1 morning', '--preview', '--dry-run')).code).toBe(2);
    const missing = await run('import', 'nowhere.csv', '--campaign', 'M1 morning');
    expect([missing.code, missing.err]).toEqual([7, expect.stringContaining('there is no such file')]);
  });

  it('adds trunks, shows agents and calls, and says why a lead waits', async () => {
    const trunk = await json<{ plan: unknown; callerIds: unknown }>('trunk add', 'sim-carrier-3', '--node', 'sim', '--prefix', '+86:3:0', '--caller-id', '+861055550199@+8610', '--cps', '2.5');
    expect(trunk).toMatchObject({ plan: [{ prefix: '+86', strip: 3, add: '0' }], callerIds: [{ number: '+861055550199', region: '+8610' }] });
    expect((await run('trunk', 'add', 'x', '--prefix', '86')).code).toBe(2);
    expect((await json<{ items: unknown[] }>('trunk list')).items).toHaveLength(3);
    expect((await json<{ items: unknown[] }>('agents')).items).toHaveLength(1);
    await json('calls');
    expect((await run('lead', 'why', 'nobody')).code).toBe(3);
  });

  it('doctor finds this server in order, and says what is unusual', async () => {
    const { healthy, checks } = await json<{ healthy: boolean; checks: { check: string; state: string }[] }>('doctor');
    expect(healthy).toBe(true);
    expect(checks.map((one) => one.check)).toEqual(expect.arrayContaining(['settings', 'database', 'key', 'zones', 'recordings', 'switch', 'server']));
    const sick = await dunwell(where, ['doctor'], { DUNWELL_HTP_PORT: '1' });
    expect([sick.code, sick.out]).toEqual([1, expect.stringContaining('did you mean DUNWELL_HTTP_PORT?')]);
  });

  it('a desk opened twice is refused, and a login that is none', async () => {
    const password = /demo {3}password {2}(\w{20})/.exec(server.out())?.[1] ?? '';
    const first = dunwell(where, ['desk', '--user', 'demo', '--password-stdin', '--not-ready', '--for', '12'], {}, password);
    await new Promise((done) => { setTimeout(done, 4000); });
    const second = await dunwell(where, ['desk', '--user', 'demo', '--password-stdin', '--for', '5'], {}, password);
    expect([second.code, second.err]).toEqual([4, expect.stringContaining('open in another browser')]);
    expect((await first).code).toBe(0);
    for (const line of (await first).out.trim().split('\n')) expect(Value.Check(CLI_OUTPUT.desk, JSON.parse(line)), line).toBe(true);
    expect((await dunwell(where, ['desk', '--user', 'demo', '--password-stdin'], {}, 'wrong')).code).toBe(6);
  }, 90_000);

  it('says so when nobody answers, and when the token is none', async () => {
    const nobody = await run('agents', '--url', 'http://127.0.0.1:9');
    expect([nobody.code, nobody.err]).toEqual([5, expect.stringMatching(/^dunwell: no answer from http:\/\/127\.0\.0\.1:9 \(--url\): /)]);
    expect((await run('agents', '--token', 'x'.repeat(43))).code).toBe(6);
  });
});
