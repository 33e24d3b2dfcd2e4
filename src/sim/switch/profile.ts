/** A channel's caller profile: who calls whom as the switch tells it, and the channel's times in microseconds. */
import { Block, lineOf, type Line } from './event.js';

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
  const add = (name: string, value: string): void => { if (value !== '') lines.push(lineOf(`${prefix}-${name}`, value)); };
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
  add('Callee-ID-Number', p.calleeNumber);
  add('Network-Addr', p.networkAddr);
  add('ANI', p.ani);
  add('RDNIS', p.rdnis ?? '');
  add('Destination-Number', p.destination);
  add('Unique-ID', p.uniqueId);
  add('Source', p.source);
  add('Transfer-Source', p.transferSource);
  add('Context', p.context);
  add('Channel-Name', p.channelName);
  if (prefix === 'Caller') add('Profile-Index', String(p.index));
  add('Profile-Created-Time', String(times?.profileCreated ?? 0));
  add('Channel-Created-Time', String(times?.created ?? 0));
  add('Channel-Answered-Time', String(times?.answered ?? 0));
  add('Channel-Progress-Time', String(times?.progress ?? 0));
  add('Channel-Progress-Media-Time', String(times?.progressMedia ?? 0));
  add('Channel-Hangup-Time', String(times?.hungUp ?? 0));
  add('Channel-Transfer-Time', String(times?.transferred ?? 0));
  add('Channel-Resurrect-Time', '0');
  add('Channel-Bridged-Time', String(times?.bridged ?? 0));
  add('Channel-Last-Hold', String(times?.lastHold ?? 0));
  add('Channel-Hold-Accum', String(times?.holdAccum ?? 0));
  add('Screen-Bit', 'true');
  add('Privacy-Hide-Name', 'false');
  add('Privacy-Hide-Number', 'false');
  return new Block(lines);
}
