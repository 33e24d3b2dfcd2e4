import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, envExample, readConfig, settingsTable } from '../../src/config.js';

const folder = () => mkdtempSync(join(tmpdir(), 'dunwell-config-'));
function problems(environment: Record<string, string>, where = folder()): string {
  try { readConfig(environment, where); } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('these settings were taken');
}

describe('settings', () => {
  it('are all given by default: loopback, simulated switch, database in data/', () => {
    const where = folder();
    const config = readConfig({}, where);
    expect(config).toMatchObject({ httpHost: '127.0.0.1', httpPort: null, public: false, simulated: true, db: join(where, 'data', 'dunwell.db'), keyFile: join(where, 'data', 'key'), recordings: join(where, 'data', 'recordings'), deskGrace: 15_000, dbNamed: false });
  });

  it('come from the environment before the file', () => {
    const where = folder();
    writeFileSync(join(where, 'dunwell.env'), '# a comment\nDUNWELL_HTTP_PORT=9001 # ours\nexport DUNWELL_LOG_LEVEL="debug"\nCOMPOSE_PROJECT_NAME=x\n');
    expect(readConfig({ DUNWELL_HTTP_PORT: '9002' }, where)).toMatchObject({ httpPort: 9002, logLevel: 'debug', readFrom: 'dunwell.env' });
  });

  it('name the switch by address: a name would match no peer', () => {
    expect(problems({ DUNWELL_SWITCH_ADDRESSES: '127.0.0.1,localhost' })).toContain('DUNWELL_SWITCH_ADDRESSES = "127.0.0.1,localhost" (environment): must be addresses, not a name: for this machine give 127.0.0.1,::1');
    for (const wrong of ['pbx.example', '10.0.0.256', 'fe80::1%eth0', '::1::']) expect(problems({ DUNWELL_SWITCH_ADDRESSES: wrong }), wrong).toContain('must be an IPv4 or an IPv6 address');
    expect(readConfig({ DUNWELL_SWITCH_ADDRESSES: '10.0.0.5, FD00:0:0::0001, ::FFFF:10.0.0.6' }, folder()).switchAddresses).toEqual(['10.0.0.5', 'fd00::1', '10.0.0.6']);
  });

  it('may be in a JSON file', () => {
    const where = folder();
    writeFileSync(join(where, 'my.json'), '{"DUNWELL_HTTP_PORT": 9003, "DUNWELL_PUBLIC": true, "DUNWELL_HTTP_HOST": "0.0.0.0"}');
    expect(readConfig({ DUNWELL_CONFIG: 'my.json' }, where)).toMatchObject({ httpPort: 9003, public: true, httpHost: '0.0.0.0' });
  });

  it('are refused all at once, each with name, value, place and what is allowed', () => {
    const where = folder();
    writeFileSync(join(where, 'dunwell.env'), 'DUNWELL_DESK_GRACE=soon\nDUNWELL_ESL_PASSWORD=ClueCon\nnonsense\n');
    const text = problems({ DUNWELL_HTTP_PORT: '80a', DUNWELL_HTP_HOST: 'x', DUNWELL_METRICS_TOKEN: 'short-token', DUNWELL_HTTP_HOST: '0.0.0.0', DUNWELL_SIM: 'off' }, where);
    expect(text).toContain('DUNWELL_HTTP_PORT = "80a" (environment): must be a whole number from 0 to 65535');
    expect(text).toContain('DUNWELL_HTP_HOST (environment): there is no such setting; did you mean DUNWELL_HTTP_HOST?');
    expect(text).toContain('DUNWELL_DESK_GRACE = "soon" (dunwell.env, line 1): must be a length of time such as');
    expect(text).toContain('DUNWELL_ESL_PASSWORD (dunwell.env, line 2): is a secret');
    expect(text).toContain('dunwell.env (dunwell.env, line 3): is not NAME=value');
    expect(text).toContain('say DUNWELL_PUBLIC=yes if that is meant');
    expect(text).toContain('DUNWELL_ESL_URL (not given): is needed when DUNWELL_SIM=off');
    expect(text).toContain('DUNWELL_METRICS_TOKEN = "••• 11 characters"');
    expect(text).not.toMatch(/ClueCon|short-token/);
    expect(text.split('\n')[0]).toBe('8 settings can\'t be used:');
  });

  it('name several nodes, and never show a password put into the address', () => {
    const config = readConfig({ DUNWELL_ESL_URL: 'fs1=esl://10.0.0.1:8021, fs2=esl://[::1]', DUNWELL_ESL_PASSWORD: 'x' }, folder());
    expect(config.simulated).toBe(false);
    expect(config.logTo).toBe('-');
    expect(config.eslUrl).toEqual([{ node: 'fs1', host: '10.0.0.1', port: 8021 }, { node: 'fs2', host: '::1', port: 8021 }]);
    const text = problems({ DUNWELL_ESL_URL: 'esl://:hush@10.0.0.1', DUNWELL_ESL_PASSWORD: 'x' });
    expect(text).not.toContain('hush');
    expect(text).toContain('give that in DUNWELL_ESL_PASSWORD');
    expect(problems({ DUNWELL_ESL_URL: 'a=esl://h,a=esl://i', DUNWELL_ESL_PASSWORD: 'x' })).toContain('names two nodes a');
    expect(problems({ DUNWELL_ESL_URL: 'esl://127.0.0.1:8021' })).toContain('DUNWELL_ESL_PASSWORD (not given): is needed');
    expect(problems({ DUNWELL_ESL_URL: 'esl://127.0.0.1', DUNWELL_ESL_PASSWORD: 'x', DUNWELL_DEMO: 'on', DUNWELL_SIM: 'on' })).toContain('2 settings');
  });

  it('recordings go where the switch can be told to write: elsewhere in a demo, a mistake otherwise', () => {
    const where = mkdtempSync(join(tmpdir(), 'dunwell blank '));
    expect(readConfig({}, where).recordings).toMatch(/dunwell-recordings-[0-9a-f]{12}$/);
    const real = { DUNWELL_ESL_URL: 'esl://127.0.0.1', DUNWELL_ESL_PASSWORD: 'x' };
    expect(problems(real, where)).toContain('DUNWELL_RECORDINGS (not given): would be');
    expect(readConfig({ ...real, DUNWELL_RECORDINGS: '/srv/recordings' }, where).recordings).toBe('/srv/recordings');
  });

  it('say which file is missing or broken', () => {
    expect(problems({ DUNWELL_CONFIG: 'nowhere.env' })).toContain('DUNWELL_CONFIG = "nowhere.env" (environment): can\'t be read');
    const where = folder();
    writeFileSync(join(where, 'x.json'), '{"DUNWELL_HTTP_PORT": [1]}');
    expect(problems({ DUNWELL_CONFIG: 'x.json' }, where)).toContain('must be a text, a number, true or false');
  });

  it.each([
    ['DUNWELL_UPLOAD_LIMIT', '64MB', '64'], ['DUNWELL_PUBLIC', 'on', 'perhaps'], ['DUNWELL_KEY', `${'A'.repeat(43)}=`, 'ab'],
    ['DUNWELL_HTTP_HOST', '127.0.0.2', '127.0.0.256'], ['DUNWELL_SIM_SPEED', '2.5', '-1'], ['DUNWELL_URL', 'https://x.example/', 'x.example'], ['DUNWELL_DB', 'a b/c.db', 'a\u0000b'],
  ])('%s takes %j and refuses %j', (name, good, bad) => {
    expect(() => readConfig({ [name]: good }, folder())).not.toThrow();
    expect(problems({ [name]: bad })).toContain(name);
  });
});

describe('what is written about settings', () => {
  const update = process.env['UPDATE_DOCS'] === '1';
  it('.env.example is what the settings say (UPDATE_DOCS=1 writes it)', () => {
    if (update) writeFileSync('.env.example', envExample());
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });
  it('docs/settings.md holds their table', () => {
    const doc = readFileSync('docs/settings.md', 'utf8');
    const [before = '', rest = ''] = doc.split('<!-- settings -->\n');
    const after = rest.split('<!-- /settings -->')[1] ?? '';
    if (update) writeFileSync('docs/settings.md', `${before}<!-- settings -->\n${settingsTable()}<!-- /settings -->${after}`);
    expect(readFileSync('docs/settings.md', 'utf8')).toContain(settingsTable());
  });
  it('the example itself is a file of settings without mistakes', () => {
    const where = folder();
    writeFileSync(join(where, 'dunwell.env'), envExample().replaceAll(/^#(DUNWELL_(?!ESL|KEY|METRICS|TOKEN|URL)\w+=.+)$/gm, '$1'));
    expect(() => readConfig({}, where)).not.toThrow();
  });
});
