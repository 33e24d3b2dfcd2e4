/**
 * The vectors' packs a second time, in plain code written from their definitions: what denies at one instant, and by trying
 * every instant at which anything could change, the first at which nothing does. No code is shared with the product.
 */
import { wallAt } from './tzif.js';

export interface NaiveEvent { t: number; res: string; id?: string; dir?: 'out' | 'in'; mode?: string; person: string; phone: string; debts: string[]; creditor?: string; kr_excluded?: boolean }
export interface NaiveRequest {
  now: number; zones: string[]; person: string; phone: string; debts: string[]; creditor: string; mode: string; role?: string; line?: string; region?: string; hwm?: number; token_issued?: number;
  agreed_time?: boolean; lost?: boolean; refused?: boolean; attorney?: boolean; wrongno?: boolean; prior_consent_valid?: boolean; consent?: boolean; revoked_other_topic?: boolean; past15?: boolean;
}
interface Case { packs: readonly string[]; request: NaiveRequest; history: readonly NaiveEvent[] }

const UNANS = 'noanswer vm_nomsg vm_msg busy machine_hangup reserved'.split(' ');
const PLACED = 'noanswer vm_nomsg vm_msg machine_hangup abandoned conv thirdparty wrong reserved'.split(' ');
const DAY = 86_400;
const between = (clock: string, open: string, close: string): boolean => clock >= `${open}:00` && clock < `${close}:00`;
const shift = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY * 1000).toISOString().slice(0, 10);

/** Ids of the rules that deny at `t`; CLOCK and TOKEN only when `asked`. */
export function denying({ packs, request: r, history }: Case, t: number, asked: boolean): string[] {
  const seen = new Set<string>();
  const events = history.filter((e) => { if (e.id === undefined) return true; if (seen.has(e.id)) return false; seen.add(e.id); return true; });
  const out: string[] = [];
  const hours = (id: string, zones: readonly string[], open: (date: string, clock: string, weekday: number) => boolean): void => {
    if (zones.length === 0 || !zones.every((z) => { const w = wallAt(z, t); return open(w.date, w.clock, w.weekday); })) out.push(id);
  };
  const person = (e: NaiveEvent): boolean => e.person === r.person;
  const phone = (e: NaiveEvent): boolean => e.phone === r.phone;
  const creditor = (e: NaiveEvent): boolean => (e.creditor ?? r.creditor) === r.creditor;
  const debt = (e: NaiveEvent): boolean => e.debts.some((d) => r.debts.includes(d));
  const outbound = (e: NaiveEvent): boolean => e.dir !== 'in';
  const roll = (id: string, seconds: number, limit: number, ...tests: ((e: NaiveEvent) => boolean)[]): void => {
    if (events.filter((e) => tests.every((one) => one(e)) && e.t > t - seconds).length >= limit) out.push(id);
  };
  const cal = (id: string, zones: readonly string[], days: number, limit: number, ...tests: ((e: NaiveEvent) => boolean)[]): void => {
    const mine = events.filter((e) => tests.every((one) => one(e)));
    if (mine.length >= limit && zones.some((z) => mine.filter((e) => e.t > t || wallAt(z, e.t).date > shift(wallAt(z, t).date, -days)).length >= limit)) out.push(id);
  };
  const res = (...names: string[]) => (e: NaiveEvent): boolean => names.includes(e.res);
  const weekend = (weekday: number): boolean => weekday === 0 || weekday === 6;
  const SH = ['Asia/Shanghai'];
  for (const pack of packs) switch (pack) {
    case 'CN': {
      if (r.agreed_time !== true) hours('CN-TIME', SH, (_, c) => between(c, '08:00', '22:00'));
      if (r.mode !== 'notify') cal('CN-CONV3', SH, 1, 3, res('conv'), person, creditor, outbound);
      if (r.mode === 'notify') cal('CN-NOTIFY3', SH, 1, 3, res('notify'), person, creditor, outbound);
      cal('CN-UNANS6', SH, 1, 6, res(...UNANS), phone, outbound);
      if (r.role === 'third' && r.lost !== true) out.push('CN-3P-NOTLOST');
      if (r.role === 'third' && r.refused === true) out.push('CN-3P-REFUSED');
      break;
    }
    case 'CN-STRICT': cal('CN-STRICT-ANS3', SH, 1, 3, res('conv', 'notify'), person, outbound); break;
    case 'H-PHONE': cal('H-PHONE-ANS3', SH, 1, 3, res('conv', 'notify'), phone, outbound); break;
    case 'H-XJ': if (r.region === 'CN-XJ') hours('H-XJ', ['Asia/Urumqi'], (_, c) => between(c, '08:00', '22:00')); break;
    case 'H-CNHOL': {
      const spans = ['2026-01-01 2026-01-03', '2026-02-15 2026-02-23', '2026-04-04 2026-04-06', '2026-05-01 2026-05-05', '2026-06-19 2026-06-21', '2026-09-25 2026-09-27', '2026-10-01 2026-10-07'].map((one) => one.split(' '));
      hours('H-CNHOL', SH, (d, c) => {
        if (d >= '2026-02-16' && d <= '2026-02-18') return false;
        const holiday = !d.startsWith('2026') || spans.some(([from, to]) => d >= from! && d <= to!);
        return !holiday || between(c, '10:00', '20:00');
      });
      break;
    }
    case 'H-RING45': {
      const now = wallAt('Asia/Shanghai', t);
      const end = wallAt('Asia/Shanghai', t + 45);
      if (!between(now.clock, '08:00', '22:00') || !between(end.clock, '08:00', '22:00') || now.date !== end.date) out.push('H-RING45');
      break;
    }
    case 'H-RAPID': if (events.some((e) => outbound(e) && phone(e) && t < e.t + 300)) out.push('H-RAPID'); break;
    case 'CLOCK': if (asked && r.hwm !== undefined && t < r.hwm - 2) out.push('CLOCK-BACK'); break;
    case 'TOKEN': if (asked && r.token_issued !== undefined && t > r.token_issued + 5) out.push('TOKEN-EXPIRED'); break;
    case 'TZ': if (r.zones.length === 0) out.push('TZ-UNKNOWN'); break;
    case 'US': {
      hours('US-TIME', r.zones, (_, c) => c > '08:00:00' && c < '21:00:00');
      if (r.prior_consent_valid !== true) {
        cal('US-7IN7', r.zones, 7, 7, res(...PLACED), person, debt, outbound);
        cal('US-7CONV', r.zones, 7, 1, res('conv'), person, debt);
      }
      if (r.attorney === true) out.push('US-ATTY');
      if (r.wrongno === true) out.push('US-WRONGNO');
      break;
    }
    case 'US-STRICT': roll('US-ROLL7', 7 * DAY, 7, res(...PLACED), person, debt, outbound); roll('US-ROLLCONV', 7 * DAY, 1, res('conv'), person, debt); break;
    case 'MA': roll('MA-2IN7', 7 * DAY, 2, res('conv', 'vm_nomsg', 'vm_msg', 'thirdparty', 'abandoned'), person, debt, outbound); break;
    case 'NYC26': if (t >= Date.parse('2026-09-01T04:00:00Z') / 1000) cal('NYC-3IN7', r.zones, 7, 3, res(...PLACED), person, debt, outbound); break;
    case 'TCPA': {
      const robot = r.mode === 'prerec' || r.mode === 'ai';
      if (r.mode === 'prerec' && r.line === 'residential' && r.consent !== true) roll('TCPA-PRE3', 30 * DAY, 3, (e) => e.mode === 'prerec', phone, outbound);
      if (robot && r.line === 'wireless' && r.consent !== true) out.push('TCPA-CONSENT');
      if (robot && r.revoked_other_topic === true && t >= Date.parse('2027-01-31T05:00:00Z') / 1000) out.push('TCPA-REVOKEALL');
      break;
    }
    case 'UK': {
      hours('UK-HOUSE-TIME', r.zones, (_, c, w) => (w === 0 ? between(c, '09:00', '18:00') : between(c, '08:00', '21:00')));
      if (r.mode === 'predictive') { roll('UK-72H', 72 * 3600, 1, res('abandoned'), phone, outbound); roll('UK-AMD24H', DAY, 1, res('machine_hangup'), phone, outbound); }
      break;
    }
    case 'IN': hours('IN-TIME', ['Asia/Kolkata'], (_, c) => between(c, '08:00', '19:00')); break;
    case 'ID': hours('ID-TIME', r.zones, (d, c, w) => w !== 0 && d !== '2026-12-25' && between(c, '08:00', '20:00')); break;
    case 'MX': hours('MX-TIME', r.zones, (d, c, w) => !weekend(w) && d !== '2026-11-16' && between(c, '07:00', '22:00')); break;
    case 'CO': {
      hours('CO-TIME', ['America/Bogota'], (d, c, w) => w !== 0 && d !== '2026-11-16' && (w === 6 ? between(c, '08:00', '15:00') : between(c, '07:00', '19:00')));
      cal('CO-1DAY', ['America/Bogota'], 1, 1, res('conv'), person);
      break;
    }
    case 'KR': hours('KR-TIME', ['Asia/Seoul'], (_, c) => between(c, '08:00', '21:00')); cal('KR-7IN7', ['Asia/Seoul'], 7, 7, person, debt, outbound, (e) => e.kr_excluded !== true); break;
    case 'VN': hours('VN-TIME', ['Asia/Ho_Chi_Minh'], (_, c) => between(c, '07:00', '21:00')); cal('VN-5DAY', ['Asia/Ho_Chi_Minh'], 1, 5, person, outbound); break;
    case 'TH': hours('TH-TIME', ['Asia/Bangkok'], (d, c, w) => between(c, '08:00', weekend(w) || d === '2026-12-07' ? '18:00' : '20:00')); cal('TH-1DAY', ['Asia/Bangkok'], 1, 1, res('conv'), person, outbound); break;
    case 'PH': hours('PH-TIME', ['Asia/Manila'], (_, c) => between(c, '06:00', '22:00')); break;
    case 'PH-LIT': if (r.past15 !== true) hours('PH-TIME', ['Asia/Manila'], (_, c) => between(c, '06:00', '22:00')); break;
    case 'AU': hours('AU-TIME', r.zones, (d, c, w) => !['2026-12-25', '2026-12-26', '2026-12-28'].includes(d) && between(c, weekend(w) ? '09:00' : '07:30', '21:00')); break;
    case 'EC': hours('EC-TIME', ['America/Guayaquil'], (_, c, w) => !weekend(w) && between(c, '07:00', '20:00')); cal('EC-1DAY', ['America/Guayaquil'], 1, 1, person, outbound); break;
    case 'JP': hours('JP-TIME', ['Asia/Tokyo'], (_, c) => between(c, '08:00', '21:00')); break;
    case 'CA-BC': hours('CABC-TIME', r.zones, (_, c, w) => (w === 0 ? between(c, '13:00', '17:00') : between(c, '07:00', '21:00'))); break;
    case 'GEN1': hours('GEN-TIME', r.zones, (_, c) => between(c, '08:00', '20:00')); cal('GEN-1DAY', r.zones, 1, 1, person, outbound); break;
    default: throw new Error(`no pack ${pack}`);
  }
  return [...new Set(out)].sort();
}

/** Rules that only other facts can cure. */
const FACTS = new Set(['CN-3P-NOTLOST', 'CN-3P-REFUSED', 'US-ATTY', 'US-WRONGNO', 'TCPA-CONSENT', 'TCPA-REVOKEALL', 'TZ-UNKNOWN']);

/** `next` null with `searched`: there is none until then; without: there is none ever. */
export function judge(one: Case): { decision: 'ALLOW' | 'DENY'; rules: string[]; next: number | null; searched?: number } {
  const { now, hwm, zones } = one.request;
  const rules = denying(one, now, true);
  if (rules.length === 0) return { decision: 'ALLOW', rules, next: null };
  const never = { decision: 'DENY', rules, next: null } as const;
  if (rules.some((rule) => FACTS.has(rule)) || (zones.length === 0 && rules.some((rule) => /^(US|ID|MX|AU|CABC|GEN|UK-HOUSE)-TIME$/.test(rule)))) return { ...never, rules };
  let from = now;
  if (rules.includes('CLOCK-BACK')) from = Math.max(from, hwm!);
  if (rules.length === 1 && rules[0] === 'TOKEN-EXPIRED') from = now + 1;
  // Everything changes at a quarter of an hour of some wall clock (all offsets here are whole quarters), a second after it
  // (opening excluded), 45 s before it (ringing), or a fixed time after an event.
  const moments = new Set([from]);
  const latest = Math.max(now, ...one.history.map((e) => e.t + 30 * DAY));
  for (const e of one.history) for (const d of [0, 300, DAY, 72 * 3600, 7 * DAY, 30 * DAY]) if (e.t + d > from) moments.add(e.t + d);
  const sorted = [...moments].sort((a, b) => a - b);
  for (let quarter = Math.ceil(from / 900) * 900 - 900; quarter <= latest + 41 * DAY; quarter += 900) {
    for (const step of [0, 1, 855]) {
      const t = quarter + step;
      while (sorted.length > 0 && sorted[0]! <= t) {
        const early = sorted.shift()!;
        if (early >= from && denying(one, early, false).length === 0) return { decision: 'DENY', rules, next: early };
      }
      if (t > from && denying(one, t, false).length === 0) return { decision: 'DENY', rules, next: t };
    }
  }
  return { ...never, rules, searched: latest + 41 * DAY };
}
