/**
 * What a campaign does unless told otherwise, and the one check every setting passes before it is stored.
 * Knows ranges and words; must not know where settings come from or who may change them.
 */
import { OUTCOMES, type Outcome } from '../call/outcome.js';
import { readSegment } from '../collections/segment.js';
import type { Failure } from '../result.js';
import type { Millis, ZoneName } from '../units.js';
import { DEFAULT_PACING, pacingOf, readPacing } from './pacing.js';
import { Reader } from './reader.js';
import type { CallingWindow, CampaignSettings, Caps, LeadOrder, RecycleRule } from './settings.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The one window name under which a campaign may dial at any hour, and only on loopback or simulated gateways. */
export const TEST_WINDOW = 'TEST-24H';
/** No other window may reach outside these: GB/T 45251-2025 and the common rule elsewhere. */
export const LAWFUL_DAY = { from: '08:00', to: '22:00' } as const;

const MODES = ['manual', 'preview', 'progressive', 'predictive', 'nearZero'] as const;
const ORDERS: readonly LeadOrder[] = ['priority', 'daysPastDue', 'amount', 'lastAttempt', 'random', 'mix'];
const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];

export const DEFAULT_SETTINGS: CampaignSettings = {
  mode: 'predictive',
  zone: 'Asia/Shanghai',
  window: { name: 'default', from: LAWFUL_DAY.from, to: LAWFUL_DAY.to, days: ALL_DAYS },
  caps: { perPhonePerDay: 3, perPartyPerDay: 6, phoneSpacing: 30 * MINUTE },
  abandonTarget: 0.03,
  maxDialLevel: 20,
  pacing: DEFAULT_PACING,
  ringTimeout: 27 * SECOND,
  order: 'priority',
  recycle: {
    busy: { delay: 5 * MINUTE, max: 3, nextNumber: false },
    no_answer: { delay: HOUR, max: 3, nextNumber: true },
    unavailable: { delay: 4 * HOUR, max: 3, nextNumber: true },
    machine: { delay: 2 * HOUR, max: 3, nextNumber: true },
    rejected: { delay: 4 * HOUR, max: 2, nextNumber: false },
    invalid: { delay: 0, max: 1, nextNumber: true },
    congestion: { delay: 2 * MINUTE, max: 5, nextNumber: false },
    carrier_fault: { delay: 5 * MINUTE, max: 3, nextNumber: false },
    abandoned: { delay: 4 * HOUR, max: 1, nextNumber: false },
    cancelled: { delay: 10 * MINUTE, max: 5, nextNumber: false },
    unknown: { delay: HOUR, max: 3, nextNumber: false },
    not_placed: { delay: 5 * MINUTE, max: 10, nextNumber: false },
  },
  maxAttempts: 10,
  wrapUp: { limit: 60 * SECOND, then: 'ready' },
  preview: { limit: 30 * SECOND, autoDial: false },
  skills: [],
  safeHarbourMessage: 'safe-harbour.wav',
  voicemailMessage: 'voicemail.wav',
  record: true,
  kind: 'interactive',
  dispositionRoot: null,
  scriptId: null,
  hopperSize: 500,
  trunks: [],
  node: null,
  defaultCountry: 'CN',
  segment: null,
  binding: null,
};

/** What the check must ask others about. An absent question is not asked. */
export interface SettingsContext {
  hasZone(zone: ZoneName): boolean;
  /** Is every gateway this campaign may use on loopback or simulated? Only then may the window be TEST-24H. */
  readonly loopbackOnly: boolean;
  hasGateway?(name: string): boolean;
  hasNode?(name: string): boolean;
  hasScript?(id: string): boolean;
  hasDisposition?(code: string): boolean;
}

/** The check's refusal names every mistake: `text` says them all, `all` has each with its JSON pointer in `at`. */
export interface SettingsFailure extends Failure { readonly all: readonly Failure[] }
export type CheckedSettings = { readonly ok: true; readonly value: CampaignSettings } | { readonly ok: false; readonly error: SettingsFailure };

/**
 * Reads settings somebody wrote: fields not given come from `base`; inside `window`, `caps`, `wrapUp`, `preview` too, and
 * `recycle` is merged by outcome (`null` removes a rule). Unknown fields are mistakes. All mistakes are reported at once.
 */
export function checkSettings(input: unknown, context: SettingsContext, base: CampaignSettings = DEFAULT_SETTINGS): CheckedSettings {
  const read = new Reader(input, '');
  const mode = read.oneOf('mode', MODES, base.mode);
  const abandonTarget = read.number('abandonTarget', base.abandonTarget, 0, 0.05);
  const value: CampaignSettings = {
    mode,
    zone: read.text('zone', base.zone, { max: 64, test: (zone) => context.hasZone(zone), words: 'must be a time zone this installation has a table for, e.g. Asia/Shanghai' }),
    window: readWindow(read, context, base.window),
    caps: readCaps(read.inside('caps'), base.caps),
    abandonTarget,
    pacing: readPacing(read.inside('pacing'), pacingOf(base), abandonTarget),
    maxDialLevel: read.number('maxDialLevel', base.maxDialLevel, 1, 20),
    ringTimeout: read.whole('ringTimeout', base.ringTimeout, 15 * SECOND, 60 * SECOND),
    order: read.oneOf('order', ORDERS, base.order),
    recycle: readRecycle(read.inside('recycle'), base.recycle),
    maxAttempts: read.whole('maxAttempts', base.maxAttempts, 1, 100),
    wrapUp: readWrapUp(read.inside('wrapUp'), base.wrapUp),
    preview: readPreview(read.inside('preview'), base.preview),
    skills: read.texts('skills', base.skills, { maxItems: 20, max: 64 }),
    safeHarbourMessage: soundFile(read, 'safeHarbourMessage', base.safeHarbourMessage),
    voicemailMessage: soundFile(read, 'voicemailMessage', base.voicemailMessage),
    record: read.flag('record', base.record),
    kind: read.oneOf('kind', ['notify', 'interactive'] as const, base.kind),
    dispositionRoot: read.textOrNull('dispositionRoot', base.dispositionRoot, { max: 64, test: (code) => context.hasDisposition?.(code) ?? true, words: 'names no disposition' }),
    scriptId: read.textOrNull('scriptId', base.scriptId, { max: 64, test: (id) => context.hasScript?.(id) ?? true, words: 'names no script of this entity' }),
    hopperSize: read.whole('hopperSize', base.hopperSize, 1, 10_000),
    trunks: read.texts('trunks', base.trunks, { maxItems: 50, max: 64, test: (name) => context.hasGateway?.(name) ?? true, words: 'names no trunk' }),
    node: read.textOrNull('node', base.node, { max: 64, test: (name) => context.hasNode?.(name) ?? true, words: 'names no switch' }),
    defaultCountry: read.text('defaultCountry', base.defaultCountry, { max: 2, test: (country) => /^[A-Z]{2}$/.test(country), words: 'must be an ISO 3166-1 alpha-2 code, e.g. CN' }),
    segment: read.isNull('segment') ? null : read.has('segment') ? readSegment(read.fieldOf('segment'), '/segment', read.problems) : base.segment,
    binding: readBinding(read, base.binding),
  };
  read.noOthers();
  return read.problems.length === 0 ? { ok: true, value } : { ok: false, error: settingsFailure(read.problems) };
}

function settingsFailure(all: readonly Failure[]): SettingsFailure {
  const text = all.map((problem) => `${problem.at === undefined || problem.at === '' ? 'settings' : problem.at} ${problem.text}`).join('; ');
  const first = all[0]?.at;
  return first === undefined ? { code: 'settings.invalid', text, all } : { code: 'settings.invalid', text, at: first, all };
}

function readBinding(read: Reader, base: CampaignSettings['binding']): CampaignSettings['binding'] {
  if (read.isNull('binding')) return null;
  if (!read.has('binding')) return base;
  const inside = read.inside('binding');
  const binding = { owner: inside.whole('owner', 0, 0, 24 * HOUR), team: inside.whole('team', 0, 0, 24 * HOUR) };
  inside.noOthers();
  return binding;
}

function readWindow(read: Reader, context: SettingsContext, base: CallingWindow): CallingWindow {
  const inside = read.inside('window');
  const name = inside.text('name', base.name, { max: 64 });
  const test = name === TEST_WINDOW;
  const whole = test && base.name !== TEST_WINDOW;
  const window: CallingWindow = {
    name,
    from: inside.text('from', whole ? '00:00' : base.from, { max: 5, test: (time) => minuteOf(time) < 1440, words: 'must be a time of day, HH:MM' }),
    to: inside.text('to', whole ? '24:00' : base.to, { max: 5, test: (time) => minuteOf(time) <= 1440, words: 'must be a time of day, HH:MM (24:00 for the end of the day)' }),
    days: inside.wholes('days', whole ? ALL_DAYS : base.days, { min: 1, max: 7, maxItems: 7 }),
  };
  inside.noOthers();
  const from = minuteOf(window.from);
  const to = minuteOf(window.to);
  if (from >= to) inside.say('settings.window', 'to', 'must be later than `from`; a window does not pass midnight');
  if (window.days.length === 0) inside.say('settings.window', 'days', 'must name at least one day, 1 = Monday … 7 = Sunday');
  if (test) {
    if (!context.loopbackOnly) inside.say('settings.test_window', 'name', `${TEST_WINDOW} is accepted only while every gateway in use is on loopback or simulated`);
  } else if (from < minuteOf(LAWFUL_DAY.from) || (to > minuteOf(LAWFUL_DAY.to) && to <= 1440)) {
    inside.say('settings.window', 'from', `must lie within ${LAWFUL_DAY.from}–${LAWFUL_DAY.to}`);
  }
  return window;
}

/** Minutes since midnight of `HH:MM`, up to 24:00; NaN otherwise (every comparison with it is false). */
function minuteOf(time: string): number {
  const match = /^(\d\d):(\d\d)$/.exec(time);
  if (!match) return Number.NaN;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 1440 ? minutes : Number.NaN;
}

function readCaps(read: Reader, base: Caps): Caps {
  const caps = {
    perPhonePerDay: read.whole('perPhonePerDay', base.perPhonePerDay, 1, 50),
    perPartyPerDay: read.whole('perPartyPerDay', base.perPartyPerDay, 1, 100),
    phoneSpacing: read.whole('phoneSpacing', base.phoneSpacing, 0, DAY),
  };
  read.noOthers();
  return caps;
}

function readRecycle(read: Reader, base: CampaignSettings['recycle']): CampaignSettings['recycle'] {
  const rules: Partial<Record<Outcome, RecycleRule>> = { ...base };
  for (const outcome of OUTCOMES) {
    if (read.isNull(outcome)) {
      Reflect.deleteProperty(rules, outcome);
      continue;
    }
    if (!read.has(outcome)) continue;
    const rule = read.inside(outcome);
    const before: RecycleRule = base[outcome] ?? { delay: HOUR, max: 1, nextNumber: false };
    rules[outcome] = {
      delay: rule.whole('delay', before.delay, 0, 30 * DAY),
      max: rule.whole('max', before.max, 0, 50),
      nextNumber: rule.flag('nextNumber', before.nextNumber),
    };
    rule.noOthers();
  }
  read.noOthers();
  return rules;
}

function readWrapUp(read: Reader, base: CampaignSettings['wrapUp']): CampaignSettings['wrapUp'] {
  const limit: Millis = read.whole('limit', base.limit, 0, HOUR);
  const then = read.oneOf('then', ['ready', 'paused'] as const, base.then);
  read.noOthers();
  return { limit, then };
}

function readPreview(read: Reader, base: CampaignSettings['preview']): CampaignSettings['preview'] {
  const limit: Millis = read.whole('limit', base.limit, 0, HOUR);
  const autoDial = read.flag('autoDial', base.autoDial);
  read.noOthers();
  return { limit, autoDial };
}

/** A name the switch resolves under its sounds folder, or an absolute path; nothing that could end or escape a dialplan argument. */
function soundFile(read: Reader, field: string, base: string): string {
  return read.text(field, base, {
    max: 200, test: (file) => /^[A-Za-z0-9_./-]+$/.test(file) && !file.includes('..'), words: 'must be a file name of letters, digits and _ . / - without ..',
  });
}
