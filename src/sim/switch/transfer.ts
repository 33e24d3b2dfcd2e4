/** Sends a leg into applications: after an originate, by `uuid_transfer … inline`, or into an extension (of which we have none but park). */
import { runApp, stopApps } from './apps.js';
import { appStart } from './app-table.js';
import type { Channel } from './channel.js';
import { EMPTY } from './event.js';
import { enter, flipCallerId, hangUp } from './legs.js';
import { limbo, parkByApplication } from './park.js';
import { separate } from './originate-string.js';
import type { World } from './world.js';

export type Destination = { readonly application: string; readonly argument: string } | { readonly extension: string };

export function transferTo(world: World, channel: Channel, to: Destination): void {
  if ('extension' in to) {
    // the product ships no extension that leads out; an unknown one ends the call as the dialplan would
    hangUp(world, channel, 'NO_ROUTE_DESTINATION', 'self');
    return;
  }
  run(world, channel, [to]);
}

/** `uuid_transfer UUID app:arg,app:arg inline`. */
export function transferInline(world: World, channel: Channel, text: string): void {
  const apps = separate(text.replace(/^'(.*)'$/, '$1'), ',').map((part) => {
    const colon = part.indexOf(':');
    return colon < 0 ? { application: part, argument: '' } : { application: part.slice(0, colon), argument: part.slice(colon + 1) };
  });
  redirect(world, channel, text.replace(/^'(.*)'$/, '$1'), () => { run(world, channel, apps); });
}

export function transferToExtension(world: World, channel: Channel, dest: string): void {
  redirect(world, channel, dest, () => { hangUp(world, channel, 'NO_ROUTE_DESTINATION', 'self'); });
}

/** A new caller profile for where it goes; the other leg is forgotten. */
function introduceExtension(world: World, channel: Channel, dest: string): void {
  const p = channel.profile;
  p.index++;
  p.uuid = world.uuid();
  p.times.profileCreated = world.micros();
  p.times.bridged = 0;
  p.rdnis = p.destination;
  p.destination = dest;
  p.dialplan = 'inline';
  p.transferSource = `${Math.floor(world.now() / 1000)}:${p.uuid}:bl_xfer:${dest}/${p.context}/inline`;
  channel.other = EMPTY;
  channel.variables.set('signal_bond', undefined);
  channel.variables.set('max_forwards', '69');
  channel.variables.push('transfer_history', p.transferSource);
  channel.variables.set('transfer_source', p.transferSource);
  channel.profileChanged();
}

function redirect(world: World, channel: Channel, dest: string, then: () => void): void {
  channel.state = 'CS_INIT';
  channel.attempt = undefined;
  world.later(world.tick(), () => {
    if (channel.isDown()) return;
    if (channel.occupation.kind === 'originating') { redirect(world, channel, dest, then); return; }
    introduceExtension(world, channel, dest);
    channel.occupation.leave('redirect');
    if (channel.isDown()) return;
    channel.occupation = limbo();
    channel.profile.destination = channel.profile.rdnis ?? channel.profile.destination;
    channel.profile.rdnis = '';
    if (channel.direction === 'outbound' && !channel.hitDialplan) flipCallerId(channel);
    channel.hitDialplan = true;
    channel.profileChanged();
    then();
  });
}

function run(world: World, channel: Channel, apps: readonly { readonly application: string; readonly argument: string }[]): void {
  const [first, ...rest] = apps;
  if (channel.isDown()) return;
  if (first === undefined) { hangUp(world, channel, 'NORMAL_CLEARING', 'self'); return; }
  enter(channel, 'CS_EXECUTE');
  if (first.application === 'park') { parkByApplication(world, channel); return; }
  const start = appStart(first.application);
  if (!start) { hangUp(world, channel, 'DESTINATION_OUT_OF_ORDER', 'self'); return; }
  let left = false;
  channel.occupation = {
    kind: first.application === 'conference' ? 'conference' : 'app',
    leave: (why) => {
      left = true;
      channel.occupation = limbo();
      stopApps(channel, why);
    },
  };
  runApp(world, channel, { name: first.application, argument: first.argument, start, onDone: () => { if (!left && !channel.isDown()) run(world, channel, rest); } });
}
