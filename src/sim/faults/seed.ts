/** One seed, from its draw to its verdict: first faults, then healing, and then nothing may be left. */
import type { Instant, Millis } from '../../core/units.js';
import { SeededDice } from '../rng.js';
import { allCheckers, type Answers } from './checkers/index.js';
import { drawCompany, type Company } from './company.js';
import { Coverage, type CoverageData } from './coverage.js';
import { drawFaults, FAULT_WORDS, type Drawn } from './kinds.js';
import { LEAST_MINUTES } from './minutes.js';
import type { Parts } from './parts.js';
import { FaultWorld, Finding } from './world.js';

const SECOND = 1_000;
const MINUTE = 60_000;
/** At least so many attempts, and at most so much longer than asked for them. */
const ATTEMPTS = 300;
const LONGEST = 2;
/** Of them, for healing; longer where that takes longer. */
const HEALING = 3 * MINUTE;
/** Lines of the story in a report. */
const LAST = 80;

export interface SeedReport {
  readonly seed: string;
  readonly faults: readonly Drawn[];
  readonly minutes: number; readonly attempts: number;
  /** The same for the same seed, whatever the machine. */
  readonly fingerprint: string;
  readonly coverage: CoverageData;
  /** Customers who answered while nothing was wrong, and those of them who were abandoned. */
  readonly answers: Answers;
  readonly finding: FindingReport | null;
}
export interface FindingReport { readonly checker: string; readonly text: string; readonly story: readonly string[]; readonly picture: string }

/** What a seed has in it, without running it. */
export function drawSeed(seed: string): { readonly company: Company; readonly drawn: readonly Drawn[] } {
  const dice = new SeededDice(`draw/${seed}`);
  return { company: drawCompany(dice.stream('company')), drawn: drawFaults(dice.stream('faults')) };
}

/** `minutes`: at least, the healing with them. Never rejects: what is thrown is a finding, too. */
export async function runSeed(seed: string, minutes: number, parts: Parts): Promise<SeedReport> {
  const { company, drawn } = drawSeed(seed);
  const coverage = new Coverage();
  const answers: Answers = { answered: 0, abandoned: 0 };
  const world = new FaultWorld({ seed, company, drawn, parts, coverage, checkers: allCheckers(company.screening, answers) });
  const began = world.now;
  let finding: FindingReport | null = null;
  try {
    await shift(world, minutes * MINUTE - HEALING, company.until);
    await heal(world);
    await world.run(Math.max(0, began + minutes * MINUTE - world.now));
    world.end();
    if (world.attempts < ATTEMPTS) throw new Finding('everybody is called', `${world.attempts} attempts in all this time, where there was work for ${ATTEMPTS}`);
  } catch (error) {
    const checker = error instanceof Finding ? error.checker : 'nothing throws';
    finding = { checker, text: error instanceof Error ? (error instanceof Finding ? error.message : error.stack ?? error.message) : String(error), story: world.story(LAST), picture: world.picture() };
  }
  return { seed, faults: drawn, minutes: Math.round((world.now - began) / MINUTE), attempts: world.attempts, fingerprint: world.fingerprint, coverage: coverage.data(), answers, finding };
}

async function shift(world: FaultWorld, length: Millis, until: Instant): Promise<void> {
  await world.open();
  world.people.arrive();
  await world.run(15 * SECOND);
  for (const campaign of world.campaigns) void world.conductor?.campaign('start', campaign, 'boss');
  world.office.begin();
  world.strikes.begin();
  const end = Math.max(until, world.now + length);
  const latest = Math.max(until, world.now + length * LONGEST);
  while (world.now < end || (world.attempts < ATTEMPTS && world.now < latest)) await world.run(10 * SECOND);
}

async function heal(world: FaultWorld): Promise<void> {
  world.say('HEAL');
  world.strikes.heal();
  world.office.close();
  const up = await world.until(() => world.live()?.switches.every((one) => one.up) === true, 3 * MINUTE);
  if (!up) throw new Finding('everything drains', 'three minutes after the last fault the switches are not up');
  await world.run(15 * SECOND);
  const refused = world.conductor?.live().campaigns.find((one) => one.trouble?.includes('database') === true);
  if (refused) throw new Finding('everything drains', `with the database well again, ${refused.name} says: ${refused.trouble ?? ''}`);
  for (const campaign of world.campaigns) void world.conductor?.campaign('stop', campaign, 'boss');
  await world.people.goHome();
  // What still ends may take as long as a wrap-up, a search for a colleague, a rest between two tries of the disk.
  await world.until(() => world.idle(), 3 * MINUTE);
  await world.run(45 * SECOND);
  world.over = true;
  world.people.leave();
  await world.run(60 * SECOND);
}

/** What a seed that found something says: what was drawn, what came last, and how to see it again. */
export function describeFinding(report: SeedReport, minutes: number): string {
  const { finding } = report;
  if (finding === null) return `seed ${report.seed}: nothing found`;
  const faults = report.faults.map(({ kind, every, bad }) => `${FAULT_WORDS[kind]} (every ${Math.round(every / SECOND)} s, ${bad.toFixed(2)} bad)`).join(', ');
  return [
    `seed ${report.seed} after ${report.minutes} minutes and ${report.attempts} attempts: ${finding.checker}: ${finding.text}`, `faults: ${faults}`, 'the last lines:', ...finding.story.map((line) => `  ${line}`), finding.picture,
    `again: dunwell simulate faults --seed ${report.seed}${minutes === LEAST_MINUTES ? '' : ` --minutes ${minutes}`}`,
  ].join('\n');
}
