/**
 * The contract of the simulated switch: it says what a real FreeSWITCH said. Each transcript's commands are replayed,
 * and for the legs the client chose the events, their order, key headers and header names are compared, and all replies.
 * Free: the order between legs and against BACKGROUND_JOB.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chosenLegs, parseEvent, readTranscript, replay, type Frame, type SeenEvent } from './transcript.js';

/** Not compared at all, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'outbound-socket': 'the product never uses outbound sockets; the simulator has no `socket` application',
  'outbound-socket-app-side': 'as above: the other side of the same connection',
};
/** Events not compared in a transcript, with the reason. */
const EVENTS_LEFT_OUT: Readonly<Record<string, { readonly why: string; readonly is: (e: SeenEvent) => boolean }>> = {
  'beep-detect': { why: 'avmd is excluded: it listens to audio, of which there is none here', is: (e) => e.name === 'CUSTOM' },
  'conference': { why: 'who talks and who has the floor depends on audio', is: (e) => ['start-talking', 'stop-talking', 'floor-change'].includes(e.headers.get('Action') ?? '') },
};
/** Replies that tell of this machine or of audio: only that one was given is compared. */
const REPLIES_LEFT_OUT: readonly { readonly why: string; readonly is: (command: string) => boolean }[] = [
  { why: 'lists every profile of the rig, of which the simulator has no third', is: (c) => c === 'api sofia status' },
  { why: 'conference lists tell who talks', is: (c) => /^api conference .*list$/.test(c) },
];

const KEY_HEADERS = [
  'Event-Name', 'Event-Subclass', 'Unique-ID', 'Channel-State', 'Channel-State-Number', 'Channel-Call-State', 'Answer-State', 'Call-Direction', 'Channel-Name', 'Channel-HIT-Dialplan', 'Hangup-Cause',
  'Bridge-A-Unique-ID', 'Bridge-B-Unique-ID', 'Other-Type', 'Other-Leg-Unique-ID', 'Caller-Caller-ID-Number', 'Caller-Caller-ID-Name', 'Caller-Callee-ID-Number', 'Caller-Destination-Number',
  'Application', 'Application-Data', 'Application-Response', 'Record-File-Path', 'Record-Completion-Cause', 'Playback-File-Path', 'Playback-Status', 'DTMF-Digit', 'DTMF-Duration', 'DTMF-Source', 'Action', 'Member-ID', 'Conference-Name', 'Conference-Size', 'Speak',
  'Event-Calling-File', 'Event-Calling-Function',
  ...['hangup_cause', 'hangup_cause_q850', 'sip_term_status', 'sip_invite_failure_status', 'sip_invite_failure_phrase', 'sip_hangup_disposition', 'proto_specific_hangup_cause', 'originate_disposition', 'endpoint_disposition',
    'leg', 'debtor_name', 'note', 'remark', 'park_after_bridge', 'hangup_after_bridge', 'execute_on_answer', 'ignore_early_media', 'originate_early_media', 'originate_timeout', 'sip_gateway_name', 'origination_uuid', 'bridge_uuid', 'signal_bond',
    'bridge_to', 'last_bridge_to', 'bridge_hangup_cause', 'last_bridge_hangup_cause', 'current_application', 'current_application_data', 'current_application_response', 'last_app', 'read_result', 'choice', 'RECORD_STEREO', 'record_completion_cause'].map((v) => `variable_${v}`),
];

/** Header names that come and go with the moment of a race between the real switch's threads, or with its RTP and SIP stacks. */
const RACY_NAMES = new Set([
  'variable_rtp_audio_recv_pt', 'variable_sip_reason', 'variable_sip_hangup_phrase', 'variable_switch_m_sdp', 'variable_last_bridge_role', 'variable_last_bridge_proto_specific_hangup_cause',
]);
/** Values that depend on such a race. */
const RACY_VALUES: readonly { readonly header: string; readonly why: string; readonly is: (e: SeenEvent, name: string) => boolean }[] = [
  ...['variable_last_bridge_hangup_cause', 'variable_bridge_hangup_cause'].map((header) => ({
    header, why: 'hupall goes through its hash table in an order of its own, and each leg tells the one still up', is: (e: SeenEvent) => e.headers.get('Hangup-Cause') === 'MANAGER_REQUEST',
  })),
  ...['Channel-State'].map((header) => ({
    header, why: 'a leg in the window of a bridge is in RESET or SOFT_EXECUTE by the millisecond', is: (_e: SeenEvent, name: string) => name.endsWith('while-seeking'),
  })),
  ...['Channel-State', 'Channel-State-Number'].map((header) => ({
    header, why: 'one recording caught a leg ringing before it had left ROUTING', is: (e: SeenEvent, name: string) => name === 'park-the-second-leg-of-a-bridge' && e.name === 'CHANNEL_PROGRESS',
  })),
  { header: 'variable_last_bridge_hangup_cause', why: 'the kill came in the same millisecond as the look-up', is: (_e, name) => name === 'bridge-an-agent-left-in-limbo' },
  { header: 'variable_bridge_hangup_cause', why: 'the other leg may have ended already', is: (e) => e.name === 'CHANNEL_DESTROY' || e.name === 'CHANNEL_HANGUP_COMPLETE' },
  { header: 'Conference-Size', why: 'members hung up together leave in any order', is: (e) => e.headers.get('Action') === 'del-member' },
  ...['variable_avmd_detect', 'variable_avmd_total_time'].map((header) => ({
    header, why: 'avmd is excluded', is: (e: SeenEvent) => e.headers.has('variable_avmd_detect') || e.headers.get('variable_last_app') === 'avmd_start' || e.headers.get('variable_sip_to_user')?.endsWith('10301') === true,
  })),
];

const SHARED = new URL('../transcripts/', import.meta.url);
/** Recorded from the same rig for this simulator, to settle what the shared ones leave open. Frames of callee legs are left out. */
const OWN = new URL('./recordings/', import.meta.url);
const namesIn = (folder: URL): string[] => readdirSync(folder).filter((f) => f.endsWith('.jsonl')).map((f) => f.slice(0, -6));

describe('the simulated switch says what the transcripts say', () => {
  it('has the transcripts', () => { expect(namesIn(SHARED).length).toBeGreaterThanOrEqual(30); });
  for (const folder of [SHARED, OWN]) {
    for (const name of namesIn(folder)) {
      const why = LEFT_OUT[name];
      if (why !== undefined) it.skip(`${name} (${why})`, () => undefined);
      else it(name, () => { for (const seed of [1, 2, 3]) compare(folder, name, seed); });
    }
  }
});

function compare(folder: URL, name: string, seed: number): void {
  const frames = readTranscript(folder, name);
  const legs = chosenLegs(frames);
  const { said } = replay(frames, seed);
  const theirs = shape(name, frames, legs);
  const ours = shape(name, said, legs, frames);
  for (const leg of legs) {
    const heard = theirs.byLeg(leg).map((e) => e.name);
    const spoken = ours.byLeg(leg).map((e) => e.name);
    // a recording may stop before the leg's last word; then ours may only say more
    expect(heard.at(-1) === 'CHANNEL_DESTROY' ? spoken : spoken.slice(0, heard.length), `events of ${leg}`).toEqual(heard);
    theirs.byLeg(leg).forEach((event, i) => {
      const mine = ours.byLeg(leg)[i]!;
      expect(keyHeaders(mine, name), `${name}: ${event.name} of ${leg}`).toEqual(keyHeaders(event, name));
      expect(headerNames(mine, name), `${name}: header names of ${event.name} of ${leg}`).toEqual(headerNames(event, name));
    });
  }
  expect(ours.jobs).toEqual(theirs.jobs);
  expect(ours.replies).toEqual(theirs.replies);
  expect(ours.others).toEqual(theirs.others);
}

function shape(name: string, frames: readonly Frame[], legs: ReadonlySet<string>, commands: readonly Frame[] = frames): {
  byLeg(leg: string): SeenEvent[]; jobs: unknown; replies: unknown; others: unknown;
} {
  const left = EVENTS_LEFT_OUT[name];
  const events = frames.filter((f) => f.dir === 'in').map(parseEvent).filter((e) => e !== undefined && !(left?.is(e) ?? false)) as SeenEvent[];
  const sent = commands.filter((f) => f.dir === 'out').map((f) => f.frame.split('\n')[0]!);
  const replies = frames.filter((f) => f.dir === 'in' && parseEvent(f) === undefined).map((f) => f.frame);
  return {
    byLeg: (leg) => events.filter((e) => e.leg === leg),
    jobs: events.filter((e) => e.name === 'BACKGROUND_JOB').map((e) => ({ names: [...e.headers.keys()].sort(), arg: e.headers.get('Job-Command-Arg'), body: e.body })).sort((a, b) => (a.arg! < b.arg! ? -1 : 1)),
    replies: replies.map((text, i) => reply(text, sent[i - 1] ?? '', legs, name)),
    others: name === 'heartbeat' ? events.map((e) => [...e.headers.keys()]) : undefined,
  };
}

function keyHeaders(e: SeenEvent, name: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const h of KEY_HEADERS) {
    const value = e.headers.get(h);
    if (value !== undefined && !RACY_VALUES.some((r) => r.header === h && r.is(e, name))) out[h] = value;
  }
  return out;
}

const headerNames = (e: SeenEvent, name: string): string[] => [...e.headers.keys()].filter((n) => !RACY_NAMES.has(n) && !RACY_VALUES.some((r) => r.header === n && r.is(e, name))).sort();

/** The reply with what belongs to the machine and the moment taken out. */
function reply(text: string, command: string, legs: ReadonlySet<string>, name: string): unknown {
  if (REPLIES_LEFT_OUT.some((r) => r.is(command))) return 'a reply';
  if (command.startsWith('api show')) return shown(text, legs, name);
  if (command.startsWith('api uuid_dump')) return dumped(text, name);
  let out = text;
  if (command === 'api uptime') out = out.replace(/\d+/g, 'N');
  if (command === 'api status') out = out.replace(/\d+/g, 'N');
  if (/sofia (xml)?status gateway/.test(command)) out = out.replace(/Content-Length: \d+/, '').replace(/\d+s\n|CallsOUT\t\d+|FailedCallsOUT\t\d+|Ping    \t\d+|<(ping|uptime-usec|calls-out|failed-calls-out)>\d+/g, '#');
  return out.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uuid) => (legs.has(uuid) || command.includes(uuid) ? uuid : '<uuid>'));
}

function shown(text: string, legs: ReadonlySet<string>, name: string): unknown {
  if (!text.includes('{')) return 'a table for people';
  const body: { rows?: Record<string, string>[] } = JSON.parse(text.slice(text.indexOf('\n\n') + 2));
  const moment = new Set([...(name.endsWith('while-seeking') ? ['state'] : []), 'created', 'created_epoch', 'b_created', 'b_created_epoch', 'call_created_epoch', 'call_uuid']);
  return (body.rows ?? []).filter((row) => legs.has(row['uuid']!)).map((row) => Object.fromEntries(Object.entries(row).filter(([k]) => !moment.has(k))));
}

function dumped(text: string, name: string): unknown {
  const body = text.slice(text.indexOf('\n\n') + 2);
  const headers = new Map(body.trim().split('\n').map((line) => [line.slice(0, line.indexOf(':')), decodeURIComponent(line.slice(line.indexOf(': ') + 2))] as const));
  const event = { t: 0, name: 'CHANNEL_DATA', leg: headers.get('Unique-ID'), headers, body: '' };
  return [keyHeaders(event, name), headerNames(event, name)];
}
