/** Park: where an answered leg waits for us, as the `park` application of an originate or as the state after a bridge. */
import { sayComplete, sayExecute, stopApps, takeMessages } from './apps.js';
import type { Channel, Occupation } from './channel.js';
import { enter } from './legs.js';
import type { World } from './world.js';

/** A leg waiting in CS_RESET: it hears nothing but `uuid_park`, `uuid_bridge` and hang-ups. `stuck`: not even `uuid_park`. */
export function limbo(stuck = false): Occupation {
  return { kind: 'limbo', stuck, leave: () => undefined };
}

/** `&park()`: EXECUTE, then PARK, in CS_EXECUTE. */
export function parkByApplication(world: World, channel: Channel): void {
  const uuid = sayExecute(world, channel, 'park', '');
  occupy(world, channel, uuid);
}

/** Straight into CS_PARK, as after a bridge or by `uuid_park`. */
export function parkInState(world: World, channel: Channel): void {
  enter(channel, 'CS_PARK');
  occupy(world, channel, undefined);
}

function occupy(world: World, channel: Channel, applicationUuid: string | undefined): void {
  channel.occupation = {
    kind: 'park',
    leave: (why) => {
      stopApps(channel, why);
      channel.occupation = limbo();
      world.emit('CHANNEL_UNPARK', channel);
      if (applicationUuid !== undefined) sayComplete(world, channel, 'park', '', applicationUuid);
    },
  };
  world.emit('CHANNEL_PARK', channel);
  const timeout = channel.variables.get('park_timeout');
  if (timeout !== undefined) parkTimeout(world, channel, timeout);
  takeMessages(channel);
}

/** `park_timeout=SECONDS[:CAUSE]`; it takes `park_after_bridge` away, as the real one does. */
function parkTimeout(world: World, channel: Channel, text: string): void {
  const [seconds = '0', cause = 'NORMAL_CLEARING'] = text.split(':');
  channel.variables.set('park_timeout', undefined);
  channel.variables.set('park_after_bridge', undefined);
  const occupation = channel.occupation;
  world.later(Number(seconds) * 1000, () => {
    if (channel.occupation === occupation && !channel.isDown()) channel.parkExpired?.(cause);
  });
}

/** `uuid_park`: the leg leaves what it does at its next look-up and parks. A stuck leg never does. */
export function parkCommand(world: World, channel: Channel): void {
  if (isStuck(channel)) return;
  const already = channel.running === 'CS_PARK' && channel.occupation.kind === 'park';
  channel.state = 'CS_PARK';
  channel.attempt = undefined;
  const wanted = channel.occupation;
  world.later(world.tick(), () => {
    if (channel.isDown() || channel.state !== 'CS_PARK' || channel.occupation !== wanted) return;
    channel.occupation.leave('redirect');
    if (channel.isDown()) return;
    // measured: a leg already in CS_PARK stops parking, and as its state does not change it does not begin again
    if (already) channel.occupation = limbo(true);
    else parkInState(world, channel);
  });
}

export const isStuck = (channel: Channel): boolean => channel.occupation.stuck === true;
