/** What the database says of the outside world: trunks, phones, messages. Read only, and empty when there is none or it can't be read: `database` tells that. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { isRecord } from '../credentials.js';

export interface KnownTrunk { readonly gateway: string; readonly node: string; readonly enabled: boolean }
/** A collector's phone, as stored. `dialString` is the template's, with the blank still in it. */
export type KnownPhone =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  | { readonly kind: 'template'; readonly name: string; readonly dialString: string; readonly approved: boolean };
export interface KnownDesk { readonly login: string; readonly phone: KnownPhone }
export interface Known {
  readonly trunks: readonly KnownTrunk[];
  /** Of collectors who may log in. */
  readonly desks: readonly KnownDesk[];
  /** Files that campaigns which are not stopped may play. */
  readonly messages: readonly string[];
  /** Something sealed with the key, to try it on. */
  readonly sealedName: string | null;
  /** When the newest call or login was written down; null: none yet. */
  readonly newest: number | null;
}
const NOTHING: Known = { trunks: [], desks: [], messages: [], sealedName: null, newest: null };

export function knownTo(path: string): Known {
  if (!existsSync(path)) return NOTHING;
  try {
    const db = new Database(path, { readonly: true, timeout: 2000 });
    try { return read(db); } finally { db.close(); }
  } catch { return NOTHING; }
}

function read(db: Database.Database): Known {
  const trunks = db.prepare<[], { gateway: string; node: string; enabled: number }>('select gateway, node, enabled from trunks').all();
  const templates = new Map(db.prepare<[], Template>('select id, name, dial_string, approved_at from desk_templates').all().map((row) => [row.id, row]));
  const users = db.prepare<[], { login: string; desk: string | null }>('select login, desk from users where enabled = 1 and role = \'collector\' order by login').all();
  const campaigns = db.prepare<[], { settings: string }>('select settings from campaigns where state <> \'stopped\'').all();
  const name = db.prepare<[], { name_sealed: string }>('select name_sealed from parties limit 1').get();
  // Ids begin with their time, and have an index.
  const newest = db.prepare<[], { id: string | null }>('select max(id) as id from (select max(id) as id from attempts union all select max(id) from sessions)').get();
  return {
    trunks: trunks.map((row) => ({ ...row, enabled: row.enabled === 1 })),
    desks: users.map((row) => ({ login: row.login, phone: phoneOf(row.desk, templates) })),
    messages: [...new Set(campaigns.flatMap((row) => messagesOf(row.settings)))],
    sealedName: name?.name_sealed ?? null, newest: newest?.id == null ? null : parseInt(newest.id.replaceAll('-', '').slice(0, 12), 16),
  };
}

interface Template { readonly id: string; readonly name: string; readonly dial_string: string; readonly approved_at: number | null }
function phoneOf(desk: string | null, templates: ReadonlyMap<string, Template>): KnownPhone {
  const parsed: unknown = desk === null ? null : JSON.parse(desk);
  if (!isRecord(parsed)) return { kind: 'none' };
  if (parsed['kind'] === 'user') return { kind: 'user', user: String(parsed['user']), domain: String(parsed['domain']) };
  const template = templates.get(String(parsed['templateId']));
  return template ? { kind: 'template', name: template.name, dialString: template.dial_string, approved: template.approved_at !== null } : { kind: 'none' };
}
function messagesOf(settings: string): string[] {
  const parsed: unknown = JSON.parse(settings);
  return isRecord(parsed) ? [parsed['safeHarbourMessage'], parsed['voicemailMessage']].filter((one): one is string => typeof one === 'string' && one !== '') : [];
}
