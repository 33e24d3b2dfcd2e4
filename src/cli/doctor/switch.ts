/** Each FreeSWITCH node: reachable, the right password, what it can do, its clock, its gateways, its view of our folders. */
import { EslConnection, EslLoss, type EslReply } from '../../adapters/freeswitch/esl/connection.js';
import { CLIENT_DEFAULTS } from '../../adapters/freeswitch/esl/client.js';
import { isLoopback, type Config, type EslNode } from '../../config.js';
import { cliClock } from '../clock.js';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';
import { desks } from './desks.js';
import { folders, type Ask } from './folders.js';
import { gateways } from './gateways.js';
import { knownTo, type Known } from './known.js';
import { span } from './machine.js';

const MODULES = ['mod_sofia', 'mod_commands', 'mod_dptools', 'mod_dialplan_xml', 'mod_conference', 'mod_sndfile', 'mod_tone_stream'] as const;
/** Only what a supervisor or robot uses. */
const NICE = ['mod_avmd', 'mod_opus'] as const;

export const switches: Checker = async (config) => {
  if (config.simulated) return [skipped('switch', 'the simulated switch is used: DUNWELL_ESL_URL is not given, or DUNWELL_SIM=on')];
  const nodes = config.eslUrl ?? [];
  const known = knownTo(config.db);
  const opened = await Promise.all(nodes.map((node) => open(node, config)));
  try {
    const checks: Check[] = [];
    for (const [at, node] of nodes.entries()) {
      const line = opened[at];
      if (line === undefined || 'check' in line) { if (line) checks.push(line.check); continue; }
      checks.push(...await one(node, line.ask, config, known));
    }
    const orphans = known.trunks.filter((trunk) => trunk.enabled && !nodes.some((node) => node.node === trunk.node));
    checks.push(...orphans.map((trunk) => wrong('trunks', `is on node ${trunk.node}, which DUNWELL_ESL_URL doesn't name`, 'name the node, or disable the trunk', trunk.gateway)));
    return [...checks, ...await desks(opened.flatMap((line) => ('ask' in line ? [line.ask] : [])), known.desks, config.deskDomain)];
  } finally {
    for (const line of opened) if ('ask' in line) line.close();
  }
};

type Line = { readonly ask: Ask; close(): void } | { readonly check: Check };
async function open(node: EslNode, config: Config): Promise<Line> {
  const connection = new EslConnection({ host: node.host, port: node.port, password: config.eslPassword ?? '', limits: CLIENT_DEFAULTS, clock: cliClock(), onEvent: () => undefined, onTrouble: () => undefined, onClose: () => undefined });
  try {
    await connection.opened();
  } catch (error) {
    return { check: unreachable(node.node, `${node.host}:${node.port}`, error) };
  }
  return { ask: async (command) => textOf(await connection.command([`api ${command}`], 5000)), close: () => { connection.close('the doctor is done'); } };
}
const textOf = (reply: EslReply): string | null => (reply.kind === 'reply' ? reply.text.trim() : null);

async function one(node: EslNode, ask: Ask, config: Config, known: Known): Promise<readonly Check[]> {
  const name = node.node;
  return [
    ...await version(name, `${node.host}:${node.port}`, ask, config), ...await modules(name, ask), ...await drift(name, ask), ...await limits(name, ask, config),
    ...await gateways(name, ask, known.trunks.filter((trunk) => trunk.node === name)), ...await folders(name, isLoopback(node.host), ask, config, known.messages),
  ];
}

function unreachable(node: string, place: string, error: unknown): Check {
  const code = error instanceof EslLoss ? error.code : 'closed';
  const text = error instanceof Error ? error.message : 'no answer';
  if (code === 'auth') return wrong('switch', `${place} answers, and refuses the password`, 'DUNWELL_ESL_PASSWORD must be the same for the switch (it reads it when it starts) and for Dunwell', node);
  if (code === 'acl') return wrong('switch', `${place} refuses connections from this machine`, 'let it in: SWITCH_ESL_ACL of the switch names a list of acl.conf.xml', node);
  if (/ECONNREFUSED/.test(text)) return wrong('switch', `nothing listens at ${place}`, 'start FreeSWITCH (sip-profiles/start.sh); is DUNWELL_ESL_URL its event socket (SWITCH_ESL_IP, SWITCH_ESL_PORT)?', node);
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return wrong('switch', `${place}: there is no such host, or its name can't be looked up`, 'correct DUNWELL_ESL_URL', node);
  if (/not authenticated|protocol|frame/.test(text) || code === 'protocol') return wrong('switch', `what listens at ${place} is no event socket of FreeSWITCH`, 'correct DUNWELL_ESL_URL', node);
  return wrong('switch', `${place} can't be reached: ${text}`, 'is the machine up, is FreeSWITCH listening on this address (SWITCH_ESL_IP), is a firewall between?', node);
}

async function version(node: string, place: string, ask: Ask, config: Config): Promise<readonly Check[]> {
  const text = await ask('version short') ?? '';
  const match = /^(\d+)\.(\d+)/.exec(text);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  const state = major > 1 || (major === 1 && minor >= 10);
  const known = config.eslPassword === 'ClueCon' ? [warning('switch', 'its event socket has the password the whole world knows', 'choose another: DUNWELL_ESL_PASSWORD=$(openssl rand -hex 24), for both', node)] : [];
  return [...known, state ? fine('switch', `${place}, FreeSWITCH ${text}`, null, node) : warning('switch', `${place} says version "${text.slice(0, 40)}"`, 'Dunwell is made for FreeSWITCH 1.10', node)];
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
  return [Math.abs(apart) > 500 ? wrong('clock', `the switch's clock is ${span(Math.abs(apart))} ${apart > 0 ? 'ahead of' : 'behind'} ours`, 'keep both by NTP: the two-second clock starts at the switch\'s time', node) : fine('clock', `${Math.abs(apart)} ms from the switch's`, null, node)];
}
/** The switch refuses calls beyond its own limits without a word, so they must not be below what Dunwell counts on. */
async function limits(node: string, ask: Ask, config: Config): Promise<readonly Check[]> {
  const number = async (command: string): Promise<number | null> => { const found = /(\d+)\s*$/.exec(await ask(command) ?? '')?.[1]; return found === undefined ? null : Number(found); };
  const sessions = await number('fsctl max_sessions');
  const rate = await number('fsctl sps');
  const short = [
    ...(sessions !== null && sessions < config.maxSessions ? [`max-sessions is ${sessions} there and DUNWELL_MAX_SESSIONS ${config.maxSessions}`] : []),
    ...(rate !== null && rate < config.sessionsPerSecond ? [`sessions-per-second is ${rate} there and DUNWELL_SESSIONS_PER_SECOND ${config.sessionsPerSecond}`] : []),
  ];
  if (sessions === null || rate === null) return [skipped('limits', 'the switch does not tell its limits', null, node)];
  return [short.length > 0 ? wrong('limits', `the switch takes less than Dunwell sends: ${short.join('; ')}`, 'raise SWITCH_MAX_SESSIONS, SWITCH_SESSIONS_PER_SECOND, or lower ours', node) : fine('limits', `${sessions} sessions, ${rate} a second`, null, node)];
}
