/** Each FreeSWITCH node: reachable, the right password, what it can do, its clock, its gateways, its view of our folders. */
import { EslConnection, EslLoss, type EslReply } from '../../adapters/freeswitch/esl/connection.js';
import { CLIENT_DEFAULTS } from '../../adapters/freeswitch/esl/client.js';
import { readGateways } from '../../adapters/freeswitch/gateways.js';
import type { Config, EslNode } from '../../config.js';
import { cliClock } from '../clock.js';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';
import { knownTrunks, type KnownTrunk } from './database.js';

const MODULES = ['mod_sofia', 'mod_commands', 'mod_dptools', 'mod_dialplan_xml', 'mod_conference', 'mod_sndfile', 'mod_tone_stream'] as const;
/** Only what a supervisor or robot uses. */
const NICE = ['mod_avmd', 'mod_opus'] as const;
const MESSAGES = ['safe-harbour.wav', 'voicemail.wav'] as const;
type Ask = (command: string) => Promise<string | null>;

export const switches: Checker = async (config) => {
  if (config.simulated) return [skipped('switch', 'the simulated switch is used: DUNWELL_ESL_URL is not given')];
  const trunks = knownTrunks(config.db);
  const all = await Promise.all((config.eslUrl ?? []).map((node) => one(node, config, trunks.filter((trunk) => trunk.node === node.node))));
  const orphans = trunks.filter((trunk) => trunk.enabled && !(config.eslUrl ?? []).some((node) => node.node === trunk.node));
  return [...all.flat(), ...orphans.map((trunk) => wrong('trunks', `is on node ${trunk.node}, which DUNWELL_ESL_URL doesn't name`, 'name the node, or disable the trunk', trunk.gateway))];
};

async function one(node: EslNode, config: Config, trunks: readonly KnownTrunk[]): Promise<readonly Check[]> {
  const place = `${node.host}:${node.port}`;
  const connection = new EslConnection({ host: node.host, port: node.port, password: config.eslPassword ?? '', limits: CLIENT_DEFAULTS, clock: cliClock(), onEvent: () => undefined, onTrouble: () => undefined, onClose: () => undefined });
  try {
    await connection.opened();
  } catch (error) {
    return [unreachable(node.node, place, error)];
  }
  const ask: Ask = async (command) => textOf(await connection.command([`api ${command}`], 5000));
  try {
    return [
      ...await version(node.node, place, ask), ...await modules(node.node, ask), ...await drift(node.node, ask),
      ...await gateways(node.node, ask, trunks), ...await folders(node.node, ask, config),
    ];
  } finally { connection.close('the doctor is done'); }
}
const textOf = (reply: EslReply): string | null => (reply.kind === 'reply' ? reply.text.trim() : null);

function unreachable(node: string, place: string, error: unknown): Check {
  const code = error instanceof EslLoss ? error.code : 'closed';
  if (code === 'auth') return wrong('switch', `${place} answers, and refuses the password`, 'DUNWELL_ESL_PASSWORD must be the password of autoload_configs/event_socket.conf.xml', node);
  if (code === 'acl') return wrong('switch', `${place} refuses connections from this machine`, 'let it in: apply-inbound-acl of event_socket.conf.xml', node);
  return wrong('switch', `${place} can't be reached: ${error instanceof Error ? error.message : 'no answer'}`, 'is FreeSWITCH running, is mod_event_socket loaded, does it listen on this address, is a firewall between?', node);
}

async function version(node: string, place: string, ask: Ask): Promise<readonly Check[]> {
  const text = await ask('version short') ?? '';
  const match = /^(\d+)\.(\d+)/.exec(text);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  const state = major > 1 || (major === 1 && minor >= 10);
  return [state ? fine('switch', `${place}, FreeSWITCH ${text}`, null, node) : warning('switch', `${place} says version "${text.slice(0, 40)}"`, 'Dunwell is made for FreeSWITCH 1.10', node)];
}
async function modules(node: string, ask: Ask): Promise<readonly Check[]> {
  const missing: string[] = [];
  for (const name of [...MODULES, ...NICE]) if (await ask(`module_exists ${name}`) !== 'true') missing.push(name);
  const needed = missing.filter((name) => !NICE.some((nice) => nice === name));
  if (needed.length > 0) return [wrong('modules', `not loaded: ${needed.join(', ')}`, 'add them to autoload_configs/modules.conf.xml (sip-profiles has ours)', node)];
  return [missing.length > 0 ? warning('modules', `not loaded: ${missing.join(', ')}`, 'voicemail beeps or browser phones will not work', node) : fine('modules', 'all needed modules are loaded', null, node)];
}
async function drift(node: string, ask: Ask): Promise<readonly Check[]> {
  const before = Date.now();
  const text = await ask('strmicroepoch') ?? '';
  const here = (before + Date.now()) / 2;
  if (!/^\d{15,17}$/.test(text)) return [skipped('clock', 'the switch does not tell its time', null, node)];
  const apart = Math.round(Number(text) / 1000 - here);
  return [Math.abs(apart) > 500 ? wrong('clock', `the switch's clock is ${Math.abs(apart)} ms ${apart > 0 ? 'ahead of' : 'behind'} ours`, 'keep both by NTP: the two-second clock starts at the switch\'s time', node) : fine('clock', `${Math.abs(apart)} ms from the switch's`, null, node)];
}
async function gateways(node: string, ask: Ask, trunks: readonly KnownTrunk[]): Promise<readonly Check[]> {
  const seen = readGateways(await ask('sofia xmlstatus gateway') ?? '');
  if (seen === undefined) return [wrong('gateways', 'the switch does not list its gateways', 'is a SIP profile running? (fs_cli: sofia status)', node)];
  const checks: Check[] = seen.length === 0 ? [warning('gateways', 'the switch has no gateway', 'add one to sip_profiles/external (sip-profiles/gateways has a template)', node)] : [];
  for (const trunk of trunks.filter((each) => each.enabled)) {
    const gateway = seen.find((each) => each.name === trunk.gateway);
    if (!gateway) checks.push(wrong('trunks', `the switch has no such gateway; it has ${seen.map((each) => each.name).join(', ') || 'none'}`, 'correct the name, or add the gateway to the switch', trunk.gateway));
    else checks.push(gateway.up ? fine('trunks', `${gateway.state}${gateway.loopback ? ', loopback' : ''}`, null, trunk.gateway) : wrong('trunks', `the gateway is ${gateway.state}`, 'the carrier does not answer: address, password, firewall? (fs_cli: sofia status gateway)', trunk.gateway));
  }
  if (trunks.length === 0 && seen.length > 0) checks.push(warning('trunks', `none yet; the switch has ${seen.map((each) => each.name).join(', ')}`, `dunwell trunk add ${seen[0]?.name ?? 'NAME'}`, node));
  return checks;
}
/** Asks the switch's own shell, as its own user. Only plain paths go there. */
async function folders(node: string, ask: Ask, config: Config): Promise<readonly Check[]> {
  const sees = async (flag: 'w' | 'r', path: string): Promise<boolean | null> => {
    if (!/^\/[\w./ -]{1,400}$/.test(path) || path.includes('..')) return null;
    const answer = await ask(`system test -${flag} '${path}' && echo dunwell-yes || echo dunwell-no`);
    return answer?.includes('dunwell-yes') ? true : answer?.includes('dunwell-no') ? false : null;
  };
  const writes = await sees('w', config.recordings);
  const checks = [writes === null ? skipped('recordings', `whether the switch can write ${config.recordings} can't be asked`, null, node)
    : writes ? fine('recordings', `the switch can write ${config.recordings}`, null, node)
      : wrong('recordings', `the switch can't write ${config.recordings}`, 'the same folder must exist there and be writable by FreeSWITCH\'s user (a shared mount, or group and mode 2770)', node)];
  for (const name of [...MESSAGES, ...(config.inbound ? [config.inboundGreeting, config.inboundBusy] : [])]) {
    const path = name.startsWith('/') ? name : `${config.sounds}/${name}`;
    const reads = await sees('r', path);
    checks.push(reads === null ? skipped('sounds', `whether the switch can read ${path} can't be asked`, null, node)
      : reads ? fine('sounds', path, null, node) : wrong('sounds', `the switch can't read ${path}`, 'put your recording there (sip-profiles/make-sounds.sh makes stand-ins), or set DUNWELL_SOUNDS', node));
  }
  return checks;
}
