/** Collectors' phones: can each be rung? Asked of every node that answers; a phone on any of them will do. */
import { fine, warning, wrong, type Check } from './check.js';
import { readGateways } from '../../adapters/freeswitch/gateways.js';
import { isRecord } from '../credentials.js';
import type { Ask } from './folders.js';
import type { KnownDesk, KnownPhone } from './known.js';

/** More of one kind are counted, not told one by one. */
const MOST = 10;
const SET = 'give them one (console: Users; or PATCH /api/v1/users/ID)';
type Of<K extends KnownPhone['kind']> = Extract<KnownPhone, { kind: K }>;
interface Phonebook { readonly registered: ReadonlySet<string>; readonly gateways: ReadonlySet<string>; knows(user: string, domain: string): Promise<boolean> }

export async function desks(asks: readonly Ask[], known: readonly KnownDesk[], domain: string): Promise<readonly Check[]> {
  if (asks.length === 0 || known.length === 0) return [];
  const book = await phonebook(asks);
  const checks: Check[] = [];
  for (const { login, phone } of known) checks.push(await check(login, phone, book, domain));
  return shortened(checks);
}

function check(login: string, phone: KnownPhone, book: Phonebook, domain: string): Check | Promise<Check> {
  if (phone.kind === 'none') return warning('desks', 'has no phone, so can\'t take calls', SET, login);
  return phone.kind === 'user' ? registered(login, phone, book, domain) : template(login, phone, book);
}
async function registered(login: string, { user, domain: at }: Of<'user'>, book: Phonebook, domain: string): Promise<Check> {
  const address = `${user}@${at}`;
  if (book.registered.has(address)) return fine('desks', `${address} is registered`, null, login);
  if (await book.knows(user, at)) return warning('desks', `${address} is not registered`, 'is the phone on, and are its password and server right? A browser phone registers when its desk opens', login);
  return wrong('desks', `the switch knows no phone ${address}`, at === domain
    ? 'add it (sip-profiles/directory/users/EXAMPLE.txt), then reloadxml; SWITCH_DOMAIN of the switch must be the part behind the @'
    : `DUNWELL_DESK_DOMAIN and SWITCH_DOMAIN are one name, and here it is ${domain}: ${SET}`, login);
}
function template(login: string, { name, dialString, approved }: Of<'template'>, book: Phonebook): Check {
  if (!approved) return warning('desks', `template "${name}" is not approved, so their phone is never rung`, 'an administrator looks at its dial string and approves it (console; or POST /api/v1/desk-templates/ID/approval)', login);
  const gateway = /^sofia\/gateway\/([^/]+)\//.exec(dialString)?.[1];
  if (gateway === undefined || book.gateways.has(gateway)) return fine('desks', `template "${name}"`, null, login);
  return wrong('desks', `template "${name}" leads through gateway ${gateway}, which the switch has not`, 'add the gateway (sip-profiles/gateways/TEMPLATE.txt), or correct the template', login);
}

async function phonebook(asks: readonly Ask[]): Promise<Phonebook> {
  const registered = new Set<string>();
  const gateways = new Set<string>();
  for (const ask of asks) {
    for (const row of rowsOf(await ask('show registrations as json') ?? '')) registered.add(`${String(row['reg_user'])}@${String(row['realm'])}`);
    for (const gateway of readGateways(await ask('sofia xmlstatus gateway') ?? '') ?? []) gateways.add(gateway.name);
  }
  return {
    registered, gateways,
    knows: async (user, domain) => {
      // Only what an address may hold goes to the switch.
      if (!/^[\w.+-]+$/.test(user) || !/^[\w.-]+$/.test(domain)) return false;
      for (const ask of asks) if (await ask(`user_exists id ${user} ${domain}`) === 'true') return true;
      return false;
    },
  };
}
function rowsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(text);
    const rows = isRecord(parsed) ? parsed['rows'] : null;
    return Array.isArray(rows) ? rows.filter(isRecord) : [];
  } catch { return []; }
}

function shortened(checks: readonly Check[]): readonly Check[] {
  const good = checks.filter((one) => one.state === 'ok');
  const told: Check[] = good.length === 0 ? [] : [fine('desks', `${good.length} of ${checks.length} collectors' phones can be rung`)];
  const kinds = new Map<string, Check[]>();
  for (const one of checks.filter((each) => each.state !== 'ok')) kinds.set(one.mend ?? '', [...kinds.get(one.mend ?? '') ?? [], one]);
  for (const alike of kinds.values()) {
    told.push(...alike.slice(0, MOST));
    const [first] = alike;
    if (first && alike.length > MOST) told.push({ ...first, about: null, text: `and ${alike.length - MOST} more collectors like these` });
  }
  return told;
}
