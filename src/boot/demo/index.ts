/** The demo as boot starts it: makes its world where there is none, starts the campaign and its people. */
import { runCampaign } from '../../app/usecases/index.js';
import type { Config } from '../../config.js';
import type { User } from '../../core/records/index.js';
import type { Collector } from '../collector.js';
import type { Simulation } from '../simulate.js';
import { demoPeople, startWorker, type Login } from './people.js';
import { makeDemo, must, type DemoDeps, type DemoWorld } from './setup.js';

export interface Demo {
  readonly campaign: string;
  readonly campaignId: string;
  readonly leads: number;
  /** For the person who looks: a free desk. */
  readonly person: Login;
  readonly collectors: number;
  stop(): Promise<void>;
}
export interface DemoPlace { readonly world: DemoWorld | null; readonly simulation: Simulation; readonly url: string }

export async function startDemo(deps: DemoDeps, config: Config, place: DemoPlace): Promise<Demo> {
  const admin = await administrator(deps);
  const world = place.world ?? await makeDemo(deps, admin, { leads: config.demoLeads, seed: config.simSeed });
  const { person, workers } = await demoPeople(deps.store, deps.clock.now(), world, config.demoCollectors, config.deskDomain);
  for (const user of await deps.store.find('user', { where: { teamId: world.teamId } })) deps.conductor.changed('user', user.id);
  const started = await runCampaign(deps, admin, world.campaignId, 'start');
  // Stopped or finished by somebody in an earlier run: that is their wish, and no reason not to start.
  if (!started.ok) deps.log.warn({ code: started.error.code }, 'the demo campaign was not started');
  const shift: Collector[] = [];
  for (const worker of workers) {
    shift.push(await startWorker({ http: place.url, clock: deps.clock, log: deps.log, neighbourhood: place.simulation.neighbourhood, seed: config.simSeed, speed: config.simSpeed }, worker));
  }
  return {
    campaign: world.campaign, campaignId: world.campaignId, leads: world.leads, person, collectors: workers.length,
    stop: async () => { await Promise.all(shift.map((collector) => collector.stop())); },
  };
}

/** The demo acts as the administrator: every check of the API holds for it too. */
async function administrator(deps: DemoDeps): Promise<User> {
  const [admin] = await deps.store.find('user', { where: { role: 'administrator', enabled: true }, limit: 1 });
  return admin ?? must({ ok: false, error: { code: 'demo.no_administrator', text: 'there is no administrator' } });
}
