/** `dunwell doctor` on a real switch with our profiles: each thing that can be wrong is named, with the way to mend it. */
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliDoctor } from '../../src/contract/cli.js';
import { build, root } from '../boot/support.js';
import { DOMAIN, Live, whyNoLive } from './harness.js';
import { Server } from './harness/server.js';

const why = whyNoLive();
interface Told { readonly code: number; readonly healthy: boolean; readonly checks: readonly { readonly check: string; readonly about: string | null; readonly state: string; readonly text: string; readonly mend: string | null }[] }

describe.skipIf(why !== null)(`the doctor on a real switch${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let live: Live;
  let server: Server;
  beforeAll(async () => {
    build();
    live = await Live.start({ agents: 2 });
    server = new Server(live);
    await server.start();
    await server.trunk('carrier1');
    await server.ready();
  }, 240_000);
  afterAll(async () => {
    await server.kill('SIGTERM');
    await live.stop();
  });

  const settings = (): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '', XDG_CONFIG_HOME: join(live.dir, 'nowhere'), DUNWELL_DB: join(server.data, 'dunwell.db'), DUNWELL_ESL_URL: `fs1=esl://${live.ours.address.host}:${live.ours.address.port}`,
    DUNWELL_ESL_PASSWORD: live.ours.address.password, DUNWELL_RECORDINGS: live.ours.recordings, DUNWELL_SOUNDS: live.ours.sounds, DUNWELL_DESK_DOMAIN: DOMAIN,
  });
  function doctor(more: Readonly<Record<string, string>> = {}, node: readonly string[] = []): Promise<Told> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [...node, join(root, 'dist/cli/index.js'), 'doctor', '--json'], { cwd: live.dir, env: { ...settings(), ...more }, timeout: 60_000 }, (error, out) => {
        const said: unknown = JSON.parse(out);
        if (!Value.Check(CliDoctor, said)) { reject(new Error(`not what the contract says: ${out}`)); return; }
        resolve({ ...said, code: error ? Number(error.code) : 0 });
      });
    });
  }
  /** What is not in order, as `check about: text`. */
  const bad = (told: Told, state = 'wrong'): readonly string[] => told.checks.filter((one) => one.state === state).map((one) => `${one.check}${one.about === null ? '' : ` ${one.about}`}: ${one.text}`);
  const mend = (told: Told, check: string): string => told.checks.filter((one) => one.check === check && one.mend !== null).map((one) => one.mend).join('\n');

  it('finds nothing wrong where nothing is: it proves that both see one folder and that the messages are there', async () => {
    const told = await doctor();
    expect([bad(told), told.code, told.healthy]).toEqual([[], 0, true]);
    const texts = told.checks.map((one) => `${one.state} ${one.check} ${one.about ?? ''}`);
    for (const wanted of ['ok switch fs1', 'ok modules fs1', 'ok clock fs1', 'ok limits fs1', 'ok trunks carrier1', 'ok recordings fs1', 'ok sounds fs1', 'ok server ']) expect(texts).toContain(wanted);
    expect(texts.filter((one) => one === 'ok sounds fs1')).toHaveLength(5);
    expect(told.checks.find((one) => one.check === 'recordings' && one.about === 'fs1')?.text).toMatch(/^the switch, as \S+, can write /);
    expect(readdirSync(live.ours.recordings).filter((name) => name.startsWith('.doctor'))).toEqual([]);
  });

  it('the switch: not there, another password, no event socket, a node the settings do not name', async () => {
    const absent = await doctor({ DUNWELL_ESL_URL: 'esl://127.0.0.1:8029' });
    expect([bad(absent), absent.code]).toEqual([['switch fs1: nothing listens at 127.0.0.1:8029'], 1]);
    expect(bad(await doctor({ DUNWELL_ESL_PASSWORD: 'wrong' }))).toEqual(['switch fs1: 127.0.0.1:8021 answers, and refuses the password']);
    const strange = await doctor({ DUNWELL_ESL_URL: 'fs9=esl://127.0.0.1:8021' });
    expect(bad(strange)).toEqual(['trunks carrier1: is on node fs1, which DUNWELL_ESL_URL doesn\'t name']);
    expect(bad(strange, 'warning').join('\n')).toContain('the running server works with fs1, the settings of this shell name fs9');
    expect(bad(await doctor({ DUNWELL_ESL_URL: `esl://127.0.0.1:${new URL(server.url).port}` }))[0]).toMatch(/is no event socket of FreeSWITCH$/);
  });

  it('limits below ours, and clocks apart', async () => {
    expect(bad(await doctor({ DUNWELL_MAX_SESSIONS: '5000' }))).toEqual(['limits fs1: the switch takes less than Dunwell sends: max-sessions is 2000 there and DUNWELL_MAX_SESSIONS 5000']);
    // The doctor's own clock goes wrong: the switch's can't be moved without moving everybody's.
    const shift = join(live.dir, 'shift.mjs');
    writeFileSync(shift, 'const now = Date.now; Date.now = () => now() - 7_200_000;');
    const told = await doctor({}, ['--import', shift]);
    expect(bad(told)).toEqual(['clock fs1: the switch\'s clock is 120 minutes ahead of ours']);
    expect(bad(told, 'warning').join('\n')).toContain('ahead of this machine\'s clock');
  });

  it('folders and messages: missing, not a folder, not seen by the switch, not a sound', async () => {
    const missing = await doctor({ DUNWELL_RECORDINGS: join(live.dir, 'none') });
    expect(bad(missing)).toEqual([`recordings: there is no folder ${join(live.dir, 'none')}`]);
    expect(existsSync(join(live.dir, 'none'))).toBe(false);
    expect(bad(await doctor({ DUNWELL_RECORDINGS: live.ours.log }))[0]).toContain('is not a folder');
    const voicemail = join(live.ours.sounds, 'voicemail.wav');
    renameSync(voicemail, `${voicemail}.away`);
    const gone = await doctor();
    expect([bad(gone), mend(gone, 'sounds')]).toEqual([[`sounds fs1: the switch has no ${voicemail}: whoever should hear it hears nothing`], expect.stringContaining('make-sounds.sh')]);
    writeFileSync(voicemail, 'no sound at all');
    expect(bad(await doctor())).toEqual([`sounds fs1: ${voicemail} is not a sound file of WAV form`]);
    renameSync(`${voicemail}.away`, voicemail);
    // The file of a campaign, which no setting names.
    await server.campaign('own message', { safeHarbourMessage: 'own.wav' });
    expect(bad(await doctor())[0]).toContain('own.wav');
    copyFileSync(voicemail, join(live.ours.sounds, 'own.wav'));
    expect(bad(await doctor())).toEqual([]);
  });

  it('key and database: missing, readable by all, locked, foreign', async () => {
    expect(bad(await doctor({ DUNWELL_KEY_FILE: join(live.dir, 'nokey') }))[0]).toMatch(/^key: .*nokey is missing, and the database is sealed with it$/);
    chmodSync(join(server.data, 'key'), 0o644);
    expect(bad(await doctor())).toEqual([`key: ${join(server.data, 'key')} can be read by others`]);
    chmodSync(join(server.data, 'key'), 0o600);
      const other = join(live.dir, 'other');
    mkdirSync(other);
    const foreign = new Database(join(other, 'foreign.db'));
    foreign.exec('create table x (a)');
    const named = { DUNWELL_DB: join(other, 'foreign.db'), DUNWELL_KEY_FILE: join(server.data, 'key') };
    expect(bad(await doctor(named))[0]).toContain('foreign.db is not a database of Dunwell\'s');
    foreign.pragma('locking_mode = exclusive');
    foreign.exec('begin exclusive');
    expect(bad(await doctor(named))).toEqual([`database: ${named.DUNWELL_DB} is locked by another program`]);
    foreign.exec('rollback');
    foreign.close();
    writeFileSync(join(other, 'junk.db'), 'no database at all, and long enough to be looked at '.repeat(200));
    expect(bad(await doctor({ ...named, DUNWELL_DB: join(other, 'junk.db') }))[0]).toContain('junk.db is not a database');
  });

  it('settings: every mistake at once', async () => {
    const told = await doctor({ DUNWELL_HTTP_PORT: '99999', DUNWELL_ESL_URL: 'http://x', DUNWELL_RECORDNGS: '/x' });
    expect([told.code, bad(told)]).toEqual([1, [expect.stringContaining('DUNWELL_RECORDINGS?'), expect.stringContaining('DUNWELL_HTTP_PORT'), expect.stringContaining('DUNWELL_ESL_URL')]]);
  });

  it('trunks the switch lacks, gateways that are down or not registered, none at all', async () => {
    writeFileSync(join(live.dir, 'local/gateways/sick.xml'), ['<include>', ...['dead', 'unregistered'].flatMap((name) => [`  <gateway name="${name}">`,
      ...[['proxy', '127.0.0.1:5999'], ['realm', '127.0.0.1'], ['username', 'dunwell'], ['password', 'none'], ['register', String(name === 'unregistered')], ...(name === 'dead' ? [['ping', '15']] : [])].map(([key, value]) => `    <param name="${key ?? ''}" value="${value ?? ''}"/>`), '  </gateway>']), '</include>', ''].join('\n'));
    await live.eslApi('reloadxml');
    await live.eslApi('sofia profile trunks rescan');
    await live.ours.until('both to fail', async () => { const xml = await live.eslApi('sofia xmlstatus gateway'); return xml.includes('FAIL_WAIT') && xml.split('<gateway>').some((one) => one.includes('<name>dead</name>') && one.includes('<status>DOWN')); }, 60_000);
    for (const gateway of ['dead', 'unregistered', 'nowhere']) await server.trunk(gateway);
    const told = await doctor();
    expect([...bad(told)].sort()).toEqual([
      'trunks dead: the gateway is down: the carrier does not answer OPTIONS', expect.stringMatching(/^trunks nowhere: fs1 has no such gateway; it has .*carrier1/), 'trunks unregistered: the gateway is not registered (FAIL_WAIT)',
    ]);
    expect(mend(told, 'trunks')).toContain('sip-profiles/gateways/TEMPLATE.txt');
    for (const trunk of await server.all<{ id: string; gateway: string }>('/trunks')) if (trunk.gateway !== 'carrier1') await server.ask('PATCH', `/trunks/${trunk.id}`, { enabled: false, version: 1 });
    expect(bad(await doctor())).toEqual([]);
  }, 180_000);

  it('desks: no phone, one the switch does not know, one that is off, a template nobody approved', async () => {
    const template = await server.ask<{ id: string; version: number }>('POST', '/desk-templates', { name: 'office', dialString: 'sofia/gateway/deskline/{number}' });
    // Approved when it was given out, and withdrawn since.
    const approve = async (approved: boolean): Promise<void> => { ({ version } = await server.ask<{ version: number }>('POST', `/desk-templates/${template.id}/approval`, { approved, version })); };
    let { version } = template;
    await approve(true);
    await server.collector('nophone', null);
    await server.collector('stranger', { kind: 'user', user: '1999', domain: DOMAIN });
    await server.collector('office', { kind: 'template', templateId: template.id, number: '900110401' });
    await approve(false);
    await server.collector('ann', { kind: 'user', user: '1000', domain: DOMAIN });
    const told = await doctor();
    expect(bad(told)).toEqual([`desks stranger: the switch knows no phone 1999@${DOMAIN}`]);
    const doubts = bad(told, 'warning');
    for (const wanted of ['desks nophone: has no phone, so can\'t take calls', 'desks office: template "office" is not approved, so their phone is never rung', `desks ann: 1000@${DOMAIN} is not registered`]) expect(doubts).toContain(wanted);
    await live.phones.start('1000');
    await approve(true);
    const after = await doctor();
    expect(bad(after, 'warning').filter((one) => one.startsWith('desks'))).toEqual(['desks nophone: has no phone, so can\'t take calls']);
    expect(after.checks.filter((one) => one.check === 'desks' && one.state === 'ok').map((one) => one.text)).toEqual(['2 of 4 collectors\' phones can be rung']);
  });

  it('the server: none, or another program in its place', async () => {
    expect(bad(await doctor({ DUNWELL_URL: 'http://127.0.0.1:8021' })).join('\n')).toContain('something answers at http://127.0.0.1:8021 (DUNWELL_URL)');
    await server.kill('SIGTERM');
    const told = await doctor();
    expect(bad(told, 'skipped').join('\n')).toMatch(/server: none runs at /);
    await live.ours.stop();
    const both = await doctor();
    expect([bad(both), both.code]).toEqual([['switch fs1: nothing listens at 127.0.0.1:8021'], 1]);
  });
});
