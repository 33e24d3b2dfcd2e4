/** A channel's caller profile: who calls whom as the switch tells it, and the channel's times in microseconds. */
import { Block, Line, lineOf } from './event.js';

export interface ProfileTimes {
  /** Microseconds since 1970 (as integers), 0: never. */
  profileCreated: number; created: number; answered: number; progress: number; progressMedia: number; hungUp: number; transferred: number;
  bridged: number; lastHold: number; holdAccum: number;
}

export interface Profile {
  direction: 'inbound' | 'outbound';
  logicalDirection: 'inbound' | 'outbound';
  username: string; dialplan: string;
  callerName: string; callerNumber: string; origCallerName: string; origCallerNumber: string;
  calleeName: string; calleeNumber: string;
  networkAddr: string; ani: string; rdnis?: string; destination: string;
  uniqueId: string; source: string; transferSource: string; context: string; channelName: string;
  index: number;
  /** The profile's own uuid, which shows in transfer sources. */
  uuid: string;
  times: ProfileTimes;
}

export const freshTimes = (at: number): ProfileTimes => ({
  profileCreated: at, created: at, answered: 0, progress: 0, progressMedia: 0, hungUp: 0, transferred: 0, bridged: 0, lastHold: 0, holdAccum: 0,
});

/** `prefix` is `Caller` or `Other-Leg`; only the former tells the profile's index. Empty values are not told. */
export function profileBlock(prefix: 'Caller' | 'Other-Leg', p: Profile, times: ProfileTimes | undefined, first?: readonly [string, string]): Block {
  const lines: Line[] = [];
  const names = NAMES[prefix];
  const add = (name: keyof typeof names, value: string): void => { if (value !== '') lines.push(lineOf(names[name], value)); };
  // Nobody else's: not worth looking for among the lines that are shared.
  const own = (name: keyof typeof names, value: string): void => { if (value !== '') lines.push(new Line(names[name], value)); };
  const time = (name: keyof typeof names, value: number | undefined): void => { if (value === undefined || value === 0) add(name, '0'); else own(name, String(value)); };
  if (first) lines.push(lineOf(first[0], first[1]));
  add('Direction', p.direction);
  add('Logical-Direction', p.logicalDirection);
  add('Username', p.username);
  add('Dialplan', p.dialplan);
  add('Caller-ID-Name', p.callerName);
  add('Caller-ID-Number', p.callerNumber);
  add('Orig-Caller-ID-Name', p.origCallerName);
  add('Orig-Caller-ID-Number', p.origCallerNumber);
  add('Callee-ID-Name', p.calleeName);
  own('Callee-ID-Number', p.calleeNumber);
  add('Network-Addr', p.networkAddr);
  add('ANI', p.ani);
  add('RDNIS', p.rdnis ?? '');
  own('Destination-Number', p.destination);
  own('Unique-ID', p.uniqueId);
  add('Source', p.source);
  add('Transfer-Source', p.transferSource);
  add('Context', p.context);
  own('Channel-Name', p.channelName);
  if (prefix === 'Caller') add('Profile-Index', String(p.index));
  time('Profile-Created-Time', times?.profileCreated);
  time('Channel-Created-Time', times?.created);
  time('Channel-Answered-Time', times?.answered);
  time('Channel-Progress-Time', times?.progress);
  time('Channel-Progress-Media-Time', times?.progressMedia);
  time('Channel-Hangup-Time', times?.hungUp);
  time('Channel-Transfer-Time', times?.transferred);
  add('Channel-Resurrect-Time', '0');
  time('Channel-Bridged-Time', times?.bridged);
  time('Channel-Last-Hold', times?.lastHold);
  time('Channel-Hold-Accum', times?.holdAccum);
  add('Screen-Bit', 'true');
  add('Privacy-Hide-Name', 'false');
  add('Privacy-Hide-Number', 'false');
  return new Block(lines);
}

const HEADERS = [
  'Direction', 'Logical-Direction', 'Username', 'Dialplan', 'Caller-ID-Name', 'Caller-ID-Number', 'Orig-Caller-ID-Name', 'Orig-Caller-ID-Number', 'Callee-ID-Name', 'Callee-ID-Number',
  'Network-Addr', 'ANI', 'RDNIS', 'Destination-Number', 'Unique-ID', 'Source', 'Transfer-Source', 'Context', 'Channel-Name', 'Profile-Index', 'Profile-Created-Time', 'Channel-Created-Time',
  'Channel-Answered-Time', 'Channel-Progress-Time', 'Channel-Progress-Media-Time', 'Channel-Hangup-Time', 'Channel-Transfer-Time', 'Channel-Resurrect-Time', 'Channel-Bridged-Time',
  'Channel-Last-Hold', 'Channel-Hold-Accum', 'Screen-Bit', 'Privacy-Hide-Name', 'Privacy-Hide-Number',
] as const;
type Names = Readonly<Record<typeof HEADERS[number], string>>;
const named = (prefix: string): Names => Object.fromEntries(HEADERS.map((name) => [name, `${prefix}-${name}`])) as Names;
const NAMES = { 'Caller': named('Caller'), 'Other-Leg': named('Other-Leg') };
