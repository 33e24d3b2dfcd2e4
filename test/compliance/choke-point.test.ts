/**
 * Two doors lead out. Every command of the switch that can create a leg, or send one somewhere new, is listed here with the door it
 * stands behind; a command or a caller that nobody has thought of fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const under = (folder: string): string[] => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? under(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : []));
const code = (file: string): string => readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
/** The files below these folders that say it outside of comments. */
const saying = (pattern: RegExp, ...folders: readonly string[]): string[] => folders.flatMap(under).filter((file) => pattern.test(code(file))).sort();
/** One function's or method's own text, from its name to the next line that is as little indented and closes it. */
function bodyOf(file: string, start: RegExp): string {
  const lines = code(file).split('\n');
  const from = lines.findIndex((line) => start.test(line));
  if (from < 0) throw new Error(`${file} has nothing like ${String(start)}`);
  const indent = /^\s*/.exec(lines[from] ?? '')?.[0] ?? '';
  const to = lines.findIndex((line, at) => at > from && line.startsWith(`${indent}}`));
  return lines.slice(from, to + 1).join('\n');
}
const CONDUCTOR = 'src/app/conductor';

describe('what can create a leg', () => {
  it('is one command of the adapter: originate, built in one file', () => {
    // FreeSWITCH's other ways to raise a leg: bgapi/api originate, bridge and conference dial, uuid_transfer and transfer into a dialplan, deflect, att_xfer, loopback.
    expect(saying(/\boriginate \{/, 'src/adapters', 'src/app', 'src/boot', 'src/http', 'src/desk', 'src/cli')).toEqual(['src/adapters/freeswitch/originate.ts']);
    expect(saying(/bgdial|conference \S+ dial|att_xfer|deflect|dual_transfer|uuid_phone_event|xferext|&bridge|&transfer|execute_extension|execute-app-name: (?:bridge|transfer|conference|originate)/, 'src/adapters', 'src/app')).toEqual([]);
  });
  it('transfers go into a named conference and nowhere else', () => {
    expect(saying(/uuid_transfer \$/, 'src/adapters', 'src/app')).toEqual(['src/adapters/freeswitch/commands.ts']);
    const transfers = code('src/adapters/freeswitch/commands.ts').match(/uuid_transfer[^`]*/g);
    expect(transfers).toEqual(['uuid_transfer ${id} conference:${name.value}@default inline']);
    // The conference's name is ours; nothing in it dials.
    expect(saying(/conference:\$/, 'src/adapters', 'src/app')).toEqual(['src/adapters/freeswitch/commands.ts']);
  });
  it('every command the adapter sends is known here', () => {
    const sent = new Set([...under('src/adapters/freeswitch').flatMap((file) => [...code(file).matchAll(/`?(?:api|bgapi) ([a-z_]+)/g)].map((match) => match[1]))]);
    expect([...sent].sort()).toEqual(['global_getvar', 'sched_del', 'sched_hangup', 'show', 'sofia', 'uuid_answer', 'uuid_break', 'uuid_bridge', 'uuid_dump', 'uuid_exists', 'uuid_hold', 'uuid_kill', 'uuid_park', 'uuid_record', 'uuid_recv_dtmf', 'uuid_send_dtmf', 'uuid_setvar', 'uuid_transfer']);
    const applications = new Set(under('src/adapters/freeswitch').flatMap((file) => [...code(file).matchAll(/execute\(id(?:\.value)?, '([a-z_]+)'/g)].map((match) => match[1])));
    expect([...applications].sort()).toEqual(['eavesdrop', 'hangup', 'playback']);
  });
});

describe('who asks for a leg', () => {
  it('three places of the conductor, and nobody else', () => {
    expect(saying(/\.originate\(/, 'src/app', 'src/boot', 'src/http', 'src/desk', 'src/cli')).toEqual([`${CONDUCTOR}/desk-leg.ts`, `${CONDUCTOR}/dialer.ts`, `${CONDUCTOR}/outside.ts`]);
    for (const file of ['desk-leg', 'dialer', 'outside']) expect(code(`${CONDUCTOR}/${file}.ts`).match(/\.originate\(/g)).toHaveLength(1);
  });
  it('raiseDeskLeg: only a registered desk or an approved template, never a number', () => {
    const raise = bodyOf(`${CONDUCTOR}/desk-leg.ts`, /async #raise\(/);
    expect(raise).toMatch(/to = await this\.host\.destination\(\)/);
    expect(raise).toMatch(/kind: 'agent', to,/);
    const destination = bodyOf(`${CONDUCTOR}/desk-leg.ts`, /export async function deskDestination/);
    expect(destination).toMatch(/approvedAt === null/);
    expect(destination.match(/kind: '\w+'/g)).toEqual(["kind: 'user'", "kind: 'template'"]);
  });
  it('dialOutside: the machine’s, a collector’s and the API’s calls, each behind a permit of its own', () => {
    // `#originate` is called only with a permit in hand that has not expired.
    const dialer = code(`${CONDUCTOR}/dialer.ts`);
    expect(dialer.match(/this\.#originate\(/g)).toHaveLength(2);
    const dial = bodyOf(`${CONDUCTOR}/dialer.ts`, /async dial\(/);
    const order = ["run('openAttempt'", "opened.kind !== 'open'", 'this.#stop(call, opened.permit.expiresAt)', 'this.#originate('].map((one) => dial.indexOf(one));
    expect(order.every((at, n) => at >= 0 && at > (order[n - 1] ?? -1))).toBe(true);
    const next = bodyOf(`${CONDUCTOR}/dialer.ts`, /#tryNext\(call: Call\)/);
    expect(next).toMatch(/run\('renewPermit'[\s\S]*opened\.kind === 'open' && this\.#stop\(next, opened\.permit\.expiresAt\) === null\) \{[^}]*this\.#originate\(/);
    // A transfer to an outside number, a third in a conference.
    const outside = bodyOf(`${CONDUCTOR}/outside.ts`, /export async function dialOutside/);
    const steps = ["run('openAttempt'", "opened.kind !== 'open'", 'opened.permit.expiresAt', '.originate('].map((one) => outside.indexOf(one));
    expect(steps.every((at, n) => at >= 0 && at > (steps[n - 1] ?? -1))).toBe(true);
  });
  it('nobody comes to the dialer but those who were asked for by name', () => {
    expect(saying(/\bdialOutside\(/, 'src').filter((file) => !file.endsWith('outside.ts'))).toEqual([`${CONDUCTOR}/third-parties.ts`]);
    expect(saying(/dialer\.dial\(/, 'src')).toEqual([`${CONDUCTOR}/hand-dialing.ts`, `${CONDUCTOR}/runner.ts`]);
    // A permit is made in one place, by the move that asked the gate in the same transaction.
    expect(saying(/insert\('permit'/, 'src')).toEqual(['src/app/store/moves/attempts.ts']);
    const open = bodyOf('src/app/store/moves/attempts.ts', /export function openAttempt/);
    expect(open.indexOf('ask(context')).toBeLessThan(open.indexOf("insert('permit'"));
    expect(open).toMatch(/if \(!verdict\.allow\) \{[\s\S]*return \{ kind: 'denied'/);
  });
  it('neither routes nor desks speak to the switch', () => {
    expect(saying(/ports\/switch|adapters\/freeswitch/, 'src/http', 'src/desk', 'src/contract', 'src/app/usecases', 'src/app/store')).toEqual([]);
  });
});

describe('what the switch itself may do', () => {
  const profiles = (folder: string): string[] => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? profiles(join(folder, entry.name)) : [join(folder, entry.name)]));
  it('no dialplan of ours bridges, transfers or originates: a desk that dials gets nowhere', () => {
    const plans = profiles('sip-profiles').filter((file) => file.endsWith('.xml')).map((file) => readFileSync(join(root, file), 'utf8').replace(/<!--[\s\S]*?-->/g, ''));
    expect(plans.length).toBeGreaterThan(0);
    for (const text of plans) expect(text).not.toMatch(/application="(?:bridge|transfer|originate|execute_extension|att_xfer|deflect|conference)"/);
  });
});
