/** JSON people and other systems hand over: packs, calendars, cases, settings, segments, scenarios, zone tables, bundles of evidence. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { libraryTexts } from '../../../src/adapters/packs/index.js';
import { loadZones, parseZones, zonesFile } from '../../../src/adapters/zones/index.js';
import { CliError } from '../../../src/cli/exit.js';
import { readObject } from '../../../src/cli/json-file.js';
import { readSettingsFile } from '../../../src/config/file.js';
import { ConfigError } from '../../../src/config/problems.js';
import { readConfig } from '../../../src/config/read.js';
import { checkSettings, DEFAULT_SETTINGS } from '../../../src/core/campaign/defaults.js';
import { readApprovalRules, DEFAULT_APPROVAL_RULES } from '../../../src/core/collections/approval.js';
import { DEFAULT_CREDITOR_RULES, readCreditorRules } from '../../../src/core/collections/creditor-rules.js';
import { EVERY_CASE, readSegment } from '../../../src/core/collections/segment.js';
import { DEFAULT_STAGES, readStageSettings } from '../../../src/core/collections/stage.js';
import { parseCalendar } from '../../../src/core/compliance/calendar.js';
import { loadPack } from '../../../src/core/compliance/load.js';
import { parseVectors } from '../../../src/core/compliance/vectors.js';
import { BASE, readScenario } from '../../../src/core/rehearsal/scenario.js';
import { must } from '../checks.js';
import { bent, bentJson, hostile, jsonText, nasty, nested } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

/** Samples bent as values, the text of them bent, and what is none of it. */
const json = (samples: readonly unknown[]): fc.Arbitrary<unknown> => fc.oneof({ weight: 12, arbitrary: bentJson(samples) }, { weight: 2, arbitrary: hostile }, { weight: 1, arbitrary: fc.constantFrom(200, 5_000, 60_000).map((depth) => nested(depth)) });
const fewProblems = (problems: readonly { readonly at?: string }[]): void => { must(problems.length <= 1_000, 'not a report longer than what it is about'); };

export function jsonTargets(): readonly AnyTarget[] {
  const zones = loadZones();
  const texts = libraryTexts();
  const calendars = texts.calendars.flatMap((text) => { const read = parseCalendar(JSON.parse(text)); return read.ok ? [read.value] : []; });
  const packs = texts.packs.map((text) => JSON.parse(text) as { readonly vectors?: readonly unknown[] }).filter((one) => JSON.stringify(one).length < 30_000);
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-fuzz-json-'));
  const file = join(folder, 'given.json');
  const zoneTable: unknown = { format: 2, version: '2026f', from: 1990, until: 2059, lines: [[28800], [-28800, 100, -25200, 200, -28800]], zones: { 'Asia/Shanghai': 0, 'America/Vancouver': 1 } };
  must(readFileSync(zonesFile()).length > 0, 'the shipped zone table is there');
  return [
    target({
      name: 'compliance packs', share: 12, input: json(packs),
      run: (raw) => {
        const loaded = loadPack(raw, 'installed', { calendars, zones, verify: () => true, others: [], today: 20_600 });
        if (!loaded.ok) must(loaded.error.code.startsWith('pack.') && loaded.error.text.length < 20_000, 'a refusal has a code');
        loadPack(raw, 'shipped', { calendars, zones, verify: () => false, others: [], today: 20_600 });
      },
    }),
    target({
      name: 'calendars', share: 25, input: fc.oneof({ weight: 9, arbitrary: json(texts.calendars.map((text) => JSON.parse(text) as unknown)) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map((spans) => ({ calendar: 'X', version: '1.1', title: { zh: 'x', en: 'x' }, coverage: { from: '2000-01-01', to: '2054-01-01' }, days: Object.fromEntries(Array.from({ length: spans }, (_, n) => [`2000-01-01..205${n % 4}-01-${String(1 + (n % 28)).padStart(2, '0')}${' '.repeat(0)}`, 'holiday'])) })) }),
      run: (raw) => { const read = parseCalendar(raw); if (!read.ok) fewProblems(read.problems); else must(read.value.days.size <= 20_001, 'a calendar is bounded'); },
    }),
    target({
      name: 'cases of packs', share: 15, input: json(packs.flatMap((one) => (one.vectors === undefined ? [] : [one.vectors.slice(0, 4)]))),
      run: (raw) => { const read = parseVectors(raw, true); if (!read.ok) fewProblems(read.problems); parseVectors(raw); },
    }),
    target({
      name: 'settings, segments, rules, scenarios', share: 50, input: json([DEFAULT_SETTINGS, { mode: 'predictive', window: { name: 'x', from: '08:00', to: '21:30', days: [1, 2] }, caps: { perPhonePerDay: 2 } }, EVERY_CASE, DEFAULT_CREDITOR_RULES, DEFAULT_STAGES, DEFAULT_APPROVAL_RULES, BASE]),
      run: (raw) => {
        const settings = checkSettings(raw, { hasZone: (zone) => zones.has(zone), loopbackOnly: false });
        if (!settings.ok) fewProblems(settings.error.all);
        const problems: never[] = [];
        readSegment(raw, '', problems);
        fewProblems(problems);
        readCreditorRules(raw); readStageSettings(raw); readApprovalRules(raw); readScenario(raw);
      },
    }),
    target({
      name: 'zone tables', share: 10, input: json([zoneTable]),
      run: (raw) => { try { const read = parseZones(raw); read.offsetMinutes('Asia/Shanghai', 0); } catch (error) { must(error instanceof Error && !(error instanceof RangeError) && !(error instanceof TypeError), `a zone table is refused with words: ${String(error)}`); } },
    }),
    target({
      name: 'files named on the command line, settings files', share: 30, close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
      input: fc.oneof(json([{ DUNWELL_HTTP_PORT: 8080, DUNWELL_ESL_URL: 'fs1=esl://10.0.0.1:8021', DUNWELL_DESK_GRACE: '15s', DUNWELL_UPLOAD_LIMIT: '512MB', DUNWELL_STUN: 'stun:a.b:1' }]).map((value) => { try { return jsonText(value); } catch { return '['.repeat(50_000); } }), bent(['DUNWELL_HTTP_PORT=8080\nexport DUNWELL_DB="data/x.db" # where\nDUNWELL_ESL_URL=esl://h:8021\nDUNWELL_DESK_GRACE=15s\nDUNWELL_SIM=on\n']), nasty),
      run: (text) => {
        writeFileSync(file, text);
        try { readObject(file); } catch (error) { must(error instanceof CliError, 'the command line says what is wrong'); }
        const read = readSettingsFile(file, folder);
        must(read.problems.every((one) => one.text.length < 400), 'what is wrong with a settings file is short');
        try { readConfig({ DUNWELL_CONFIG: file }, folder); } catch (error) { must(error instanceof ConfigError, 'settings are refused with words'); }
      },
    }),
  ];
}
