/** What the running server says of itself; that none runs is no fault. */
import type { Static } from 'typebox';
import { CompliancePacks, Live, Ready } from '../../contract/rest.js';
import type { Config } from '../../config.js';
import { Api } from '../api.js';
import type { Server } from '../credentials.js';
import { CliError, EXIT } from '../exit.js';
import { fine, skipped, warning, wrong, type Check } from './check.js';
import { span } from './machine.js';

export async function server(found: Server, config: Config): Promise<readonly Check[]> {
  const api = new Api(found);
  let ready;
  try { ready = await api.probe(Ready, '/readyz'); } catch (error) {
    // An answer that is not ours, or none in time, is another thing than nobody there.
    if (error instanceof Error && error.name === 'TimeoutError') return [wrong('server', `${found.url} takes connections and gives no answer`, 'look at its log; it may have to be restarted')];
    if (error instanceof CliError || !nobody(error)) return [wrong('server', `something answers at ${found.url} (${found.from}), and it is no Dunwell of this version`, 'is another program on that port? Correct DUNWELL_URL, or DUNWELL_HTTP_PORT')];
    return [skipped('server', `none runs at ${found.url} (${found.from})`, 'start one: npm start, or dunwell serve')];
  }
  const checks: Check[] = [ready.ready ? fine('server', `${found.url} is ready`) : wrong('server', `${found.url} is not ready: ${ready.reasons.join('; ')}`, 'mend what is named above; it goes on by itself')];
  try {
    const before = Date.now();
    const live = await api.get(Live, '/live');
    checks.push(...told(live, config, live.at - (before + Date.now()) / 2));
    checks.push(...(await api.get(CompliancePacks, '/compliance/packs')).warnings.map((one) => warning('calendars', `ends in ${one.daysLeft} day(s), after ${one.to}; beyond it ${one.packs.join(', ')} is at its strictest hours`, 'import the next one: dunwell compliance calendars import FILE', one.calendar)));
  } catch (error) {
    checks.push(skipped('server', error instanceof CliError && error.exit === EXIT.login ? 'what goes on there can\'t be seen without a login (dunwell login)' : `what goes on there can't be seen: ${error instanceof Error ? error.message : ''}`));
  }
  return checks;
}

/** Nobody listens, or there is no such machine. Anything else is somebody who doesn't speak as we do. */
const nobody = (error: unknown): boolean => error instanceof Error && error.cause instanceof Error && 'code' in error.cause && /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/.test(String(error.cause.code));

function told(live: Static<typeof Live>, config: Config, apart: number): readonly Check[] {
  const checks: Check[] = [];
  const theirs = live.switches.map((one) => one.node).sort().join(', ');
  const ours = config.simulated ? 'sim' : (config.eslUrl ?? []).map((one) => one.node).sort().join(', ');
  if (theirs !== ours) checks.push(warning('settings', `the running server works with ${theirs || 'no switch'}, the settings of this shell name ${ours}: what is said above may not be of that server`, 'give the doctor the server\'s settings: dunwell.env for both, and the same secrets in the environment'));
  if (live.clock !== null) checks.push(warning('clock', `the server's clock is shifted: ${live.clock}`, 'right for the demo only'));
  else if (Math.abs(apart) > 2000) checks.push(warning('clock', `the server's clock is ${span(Math.abs(apart))} ${apart > 0 ? 'ahead of' : 'behind'} this machine's`, 'keep both by NTP'));
  checks.push(...live.campaigns.flatMap((one) => (one.trouble === null ? [] : [warning('campaigns', one.trouble, null, one.name)])));
  checks.push(...live.agents.flatMap((one) => (one.legTrouble === null ? [] : [warning('desks', `at work, and the phone can't be rung: ${one.legTrouble}`, 'is the phone registered?', one.name)])));
  return checks;
}
