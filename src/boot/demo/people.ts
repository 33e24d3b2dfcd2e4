/** The demo's people: `demo`, whose desk is free for whoever looks, and simulated collectors who work the rest over real sockets. */
import { seededDice } from '../../adapters/system/index.js';
import { generatePassword, hashPassword } from '../../app/usecases/passwords.js';
import type { Clock, Log } from '../../app/ports/system.js';
import type { Store } from '../../app/ports/store.js';
import { isoDate } from '../../core/time/zones.js';
import { CollectorModel, type CollectorSettings, type MetOnLine } from '../../sim/agents/collector.js';
import { runCollector, type CallToFile, type Collector, type Dispose } from '../collector.js';
import { FIRST_PHONE } from '../simulate.js';
import type { Neighbourhood } from './met.js';
import type { DemoWorld } from './setup.js';

export interface Login { readonly login: string; readonly password: string }
const DAY = 86_400_000;

/** Makes the users that are missing and gives all of them new passwords: who starts the demo can always log in. */
export async function demoPeople(store: Store, at: number, world: DemoWorld, collectors: number, domain: string): Promise<{ readonly person: Login; readonly workers: readonly Login[] }> {
  const names = ['demo', ...Array.from({ length: collectors }, (_, n) => `sim-${String(n + 1).padStart(2, '0')}`)];
  const logins: Login[] = [];
  for (const [n, login] of names.entries()) {
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    const [known] = await store.find('user', { where: { login }, limit: 1 });
    const row = {
      login, displayName: n === 0 ? '演示坐席 Demo' : `模拟坐席 ${String(n)}`, passwordHash, role: 'collector' as const, entityId: world.entityId, teamId: world.teamId,
      skills: [], desk: { kind: 'user' as const, user: String(FIRST_PHONE + n), domain }, enabled: true, mustChangePassword: false,
    };
    const done = known
      ? await store.run('change', { kind: 'user', id: known.id, expectedVersion: known.version, patch: { passwordHash, desk: row.desk, enabled: true }, at, note: { type: 'user.passwordChanged', actor: 'demo' } })
      : await store.run('create', { kind: 'user', row, at, note: { type: 'user.created', actor: 'demo' } });
    if (!done.ok) throw new Error(`the demo's user ${login} could not be made: ${done.error.text}`);
    logins.push({ login, password });
  }
  const [person, ...workers] = logins;
  if (!person) throw new Error('no demo user');
  return { person, workers };
}

/** Faster than life, so that a screen is never still for long. Codes are those of app/seed. */
const MANNERS: Partial<CollectorSettings> = {
  talk: [50_000, 0.6], wrapUp: [7000, 0.5], pauseChance: 0.02, pause: [60_000, 0.5],
  dispositions: {
    debtor: { refuses: 0.3, callback: 0.2, already_paid: 0.15, hardship: 0.1, dispute: 0.05, hung_up: 0.2 },
    wrongPerson: { wrong_number: 0.7, third_party: 0.3 }, machine: { voicemail: 1 }, hungUp: { hung_up_early: 1 },
  },
  pauseReasons: { break: 0.6, followUp: 0.4 },
};

export interface WorkPlace { readonly http: string; readonly clock: Clock; readonly log: Log; readonly neighbourhood: Neighbourhood; readonly seed: number; readonly speed: number }

/** Logs in as a person would, and works until stopped. */
export async function startWorker(place: WorkPlace, who: Login): Promise<Collector> {
  const { clock, neighbourhood } = place;
  const token = await logIn(place.http, who);
  const model = new CollectorModel(place.seed, who.login, MANNERS);
  let calls = 0;
  let began = 0;
  const met = (call: CallToFile): MetOnLine => (call.ended?.by === 'customer' && clock.now() - began < 4000 ? 'hungUp' : neighbourhood.met(call.call?.number));
  return runCollector({
    url: `${place.http.replace(/^http/, 'ws')}/desk`, token, clock, dice: seededDice(`${String(place.seed)}/${who.login}`), log: place.log.child({ desk: who.login }),
    talk: (call) => { began = clock.now(); return model.talk(calls, met(call)).hangUpAfter / place.speed; },
    wrapUp: () => model.wrapUp(calls, 'debtor', 10_000).length / place.speed,
    choose: (call) => file(call, model, calls++, met(call), clock.now() - began, clock.now()),
    rest: () => { const pause = model.pause(calls); return pause ? { reason: pause.reason, length: pause.length / place.speed } : null; },
  });
}

function file(call: CallToFile, model: CollectorModel, n: number, met: MetOnLine, talked: number, now: number): Dispose {
  const plan = model.wrapUp(n, met, talked);
  const base = { type: 'dispose' as const, attemptId: call.attemptId, code: plan.disposition };
  const owed = call.pop?.accounts.reduce((sum, account) => sum + account.total, 0) ?? 0;
  // Dates are read in the server's zone there; two days ahead is ahead everywhere.
  if (plan.promise) return call.pop ? { ...base, promise: { amount: Math.max(1, Math.round(owed * plan.promise.share)), due: isoDate(Math.floor(now / DAY) + 1 + plan.promise.inDays) } } : { ...base, code: 'refuses' };
  return plan.disposition === 'callback' ? { ...base, callback: { at: now + 2 * 3_600_000, mine: false } } : base;
}

async function logIn(http: string, who: Login): Promise<string> {
  const response = await fetch(`${http}/api/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(who) });
  const answer: unknown = await response.json();
  if (!response.ok || typeof answer !== 'object' || answer === null || !('token' in answer) || typeof answer.token !== 'string') throw new Error(`${who.login} could not log in (${response.status})`);
  return answer.token;
}
