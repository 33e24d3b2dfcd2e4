/** What a start prints: where to look, who may log in, and what is unusual about this run. The first address is the console's. */
import { relative } from 'node:path';
import type { Config } from '../config.js';
import type { Running } from './boot.js';

export function greeting(running: Running, config: Config): string {
  const lines = ['', `Dunwell is running${config.simulated ? ' on its simulated switch: no real call is placed' : ''}.`, '', ...addresses(running), '', ...people(running), ...notes(running, config), ''];
  return `${lines.join('\n')}\n`;
}

function addresses({ url }: Running): readonly string[] {
  return [`  ${url}            console`, `  ${url}/docs       API`, `  ${url}/metrics    figures`];
}
function people({ demo, administrator }: Running): readonly string[] {
  const rows: string[] = [];
  if (demo) rows.push(`  log in as  ${demo.person.login}   password  ${demo.person.password}    a collector's desk, free for you: press ready and take calls`);
  if (administrator) rows.push(`  log in as  ${administrator.login}  password  ${administrator.password}    administrator; shown this once, you choose your own at first login`);
  return rows.length === 0 ? [] : [...rows, ''];
}
function notes(running: Running, config: Config): readonly string[] {
  const rows: string[] = [];
  if (running.demo) rows.push(`  Campaign "${running.demo.campaign}" with ${running.demo.leads} made-up leads; ${running.demo.collectors} simulated collectors work it.`);
  if (running.clock !== null) rows.push(`  Not the machine's clock, but a demo clock: ${running.clock}.`);
  if (!config.simulated) {
    const down = running.switches.filter((one) => !one.isUp()).map((one) => one.node);
    rows.push(down.length === 0 ? '  The switch is connected.' : `  No connection to the switch yet (${down.join(', ')}): it keeps trying. \`npm run -s dunwell -- doctor\` says what is wrong.`);
  }
  if (config.https) rows.push(`  Plain HTTP for the switch and the command line of this machine: ${running.plainUrl}`);
  if (config.public) rows.push('  This server may be reached from other machines (DUNWELL_PUBLIC=yes).');
  if (running.keyMade) rows.push(`  New key: ${short(config.keyFile)}. Keep a copy elsewhere; without it nobody can read the names and numbers in the database.`);
  if (config.logTo !== '-') rows.push(`  Log: ${short(config.logTo)}`);
  return [...rows, '  Ctrl+C stops.'];
}
const short = (path: string): string => { const near = relative(process.cwd(), path); return near.startsWith('..') ? path : near; };
