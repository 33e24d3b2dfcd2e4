/**
 * Applications on a leg: EXECUTE and EXECUTE_COMPLETE around each, nested ones (playback inside park), the queue of
 * `sendmsg`, locks, digits. What the applications do is in app-table.ts.
 */
import type { Channel, RunningApp } from './channel.js';
import type { World } from './world.js';

export type Done = (response?: string) => void;
/** Starts an application. Gives how to stop it, or nothing if it was done at once. */
export type AppStart = (context: AppContext) => Stopper | undefined;
/** Stopped by a command, because the leg is led elsewhere, or because it goes. */
export type StopReason = 'break' | 'redirect' | 'hangup';
export interface AppContext { readonly world: World; readonly channel: Channel; readonly argument: string; readonly done: Done }
export interface Stopper { stop(why: StopReason): void; digit?(digit: string): boolean; readonly readsDigits: boolean; pause?(): void; resume?(): void }

export interface AppRequest {
  readonly name: string;
  readonly argument: string;
  readonly start: AppStart;
  /** Came as a message: `current_loop` and `total_loops` are set. */
  readonly looped?: boolean;
  readonly locked?: boolean;
  readonly onDone?: () => void;
}

/** Says EXECUTE and sets the variables that go with it; gives the application's own uuid. */
export function sayExecute(world: World, channel: Channel, name: string, argument: string): string {
  const uuid = world.uuid();
  channel.lastApp = name;
  channel.lastArgument = argument;
  channel.variables.set('current_application_response', undefined);
  channel.variables.set('current_application_data', undefined);
  channel.variables.set('current_application', undefined);
  channel.variables.set('current_application', name);
  channel.variables.set('current_application_data', argument);
  if (channel.row) { channel.row.application = name; channel.row.applicationData = argument; }
  world.emit('CHANNEL_EXECUTE', channel, { after: [['Application', name], ...data(argument), ['Application-UUID', uuid]] });
  return uuid;
}

export function sayComplete(world: World, channel: Channel, name: string, argument: string, uuid: string): void {
  const response = channel.variables.get('current_application_response') ?? '_none_';
  world.emit('CHANNEL_EXECUTE_COMPLETE', channel, { after: [['Application', name], ...data(argument), ['Application-Response', response], ['Application-UUID', uuid]] });
}

const data = (argument: string): readonly (readonly [string, string])[] => (argument === '' ? [] : [['Application-Data', argument]]);

/** Runs an application on top of what the leg does. */
export function runApp(world: World, channel: Channel, request: AppRequest): void {
  if (request.looped === true) channel.variables.setAll([['current_loop', '1'], ['total_loops', '1']]);
  const uuid = sayExecute(world, channel, request.name, request.argument);
  let over = false;
  const own: { entry?: RunningApp } = {};
  const done: Done = (response) => {
    if (over) return;
    over = true;
    if (own.entry) {
      const at = channel.apps.indexOf(own.entry);
      if (at >= 0) channel.apps.splice(at, 1);
    }
    if (response !== undefined) channel.variables.set('current_application_response', response);
    sayComplete(world, channel, request.name, request.argument, uuid);
    if (request.looped === true) { channel.variables.set('current_loop', undefined); channel.variables.set('total_loops', undefined); }
    request.onDone?.();
    if (!channel.isDown()) channel.apps.at(-1)?.resume?.();
    takeMessages(channel);
  };
  // one inside another: the outer waits
  channel.apps.at(-1)?.pause?.();
  const stopper = request.start({ world, channel, argument: request.argument, done });
  if (stopper === undefined || isOver()) { done(); return; }
  own.entry = bind(request.name, request.locked ?? false, stopper);
  channel.apps.push(own.entry);
  if (stopper.readsDigits) hearQueuedDigits(world, channel);
  function isOver(): boolean { return over; }
}

const bind = (name: string, locked: boolean, s: Stopper): RunningApp => ({
  name, locked,
  stopper: s,
  stop: (why) => { s.stop(why); },
  get readsDigits() { return s.readsDigits; },
  ...(s.pause ? { pause: () => { s.pause?.(); } } : {}),
  ...(s.resume ? { resume: () => { s.resume?.(); } } : {}),
  ...(s.digit ? { digit: (d: string) => s.digit?.(d) ?? false } : {}),
});

/** All applications end, the innermost first, each with its EXECUTE_COMPLETE. */
export function stopApps(channel: Channel, why: StopReason): void {
  channel.messages.length = 0;
  for (let app = channel.apps.at(-1); app !== undefined; app = channel.apps.at(-1)) {
    const depth = channel.apps.length;
    app.stop(why);
    if (channel.apps.length >= depth) channel.apps.pop();
  }
}

/** A `sendmsg`: taken when the leg's thread looks up and nothing locked runs. */
export function queueMessage(world: World, channel: Channel, run: () => void, after = world.tick()): void {
  channel.inbox.push(run);
  world.later(after, () => {
    // whichever was sent first is seen first
    const next = channel.inbox.shift();
    if (channel.isDown() || next === undefined) return;
    channel.messages.push(next);
    takeMessages(channel);
  });
}

/** A leg that waits in RESET or SOFT_EXECUTE reads no messages. */
export function takeMessages(channel: Channel): void {
  while (channel.messages.length > 0 && !channel.isDown() && channel.occupation.kind !== 'limbo' && channel.occupation.kind !== 'originating') {
    if (channel.apps.some((app) => app.locked)) return;
    channel.messages.shift()?.();
  }
}

/** A digit arrives from the far end or by command. Someone must read it before the event is made. */
export function hearDigit(world: World, channel: Channel, digit: string, source: 'RTP' | 'APP', duration: number): void {
  channel.digits.push(`${digit}${source}${duration}`);
  hearQueuedDigits(world, channel);
}

/** `reader`: only if this one is on top; without it, whoever is. */
export function hearQueuedDigits(world: World, channel: Channel, reader?: Stopper): void {
  while (channel.digits.length > 0 && !channel.isDown() && channel.occupation.kind !== 'limbo') {
    const top = channel.apps.at(-1);
    if (reader && top?.stopper !== reader) return;
    if (top !== undefined && !top.readsDigits) return;
    const packed = channel.digits.shift() ?? '';
    const digit = packed.charAt(0);
    world.emit('DTMF', channel, { bare: true, after: [['DTMF-Digit', digit], ['DTMF-Duration', packed.slice(4)], ['DTMF-Source', packed.slice(1, 4)]] });
    top?.digit?.(digit);
  }
}
