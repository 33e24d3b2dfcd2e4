/** Where in FreeSWITCH's source an event comes from: three headers clients may see but must not read. */
import { Line } from './event.js';

const TABLE: Readonly<Record<string, readonly [string, string, number]>> = {
  'BACKGROUND_JOB': ['mod_event_socket.c', 'api_exec', 1572],
  'CHANNEL_ANSWER': ['switch_channel.c', 'switch_channel_perform_mark_answered', 3846],
  'CHANNEL_BRIDGE': ['switch_ivr_bridge.c', 'switch_ivr_multi_threaded_bridge', 1689],
  'CHANNEL_CREATE': ['switch_core_state_machine.c', 'switch_core_session_run', 626],
  'CHANNEL_DESTROY': ['switch_core_session.c', 'switch_core_session_perform_destroy', 1584],
  'CHANNEL_EXECUTE': ['switch_core_session.c', 'switch_core_session_exec', 2944],
  'CHANNEL_EXECUTE/bridge-a': ['switch_ivr_bridge.c', 'uuid_bridge_on_soft_execute', 1236],
  'CHANNEL_EXECUTE/bridge-b': ['switch_ivr_bridge.c', 'uuid_bridge_on_soft_execute', 1243],
  'CHANNEL_EXECUTE_COMPLETE': ['switch_core_session.c', 'switch_core_session_exec', 2967],
  'CHANNEL_HANGUP': ['switch_channel.c', 'switch_channel_perform_hangup', 3445],
  'CHANNEL_HANGUP_COMPLETE': ['switch_core_state_machine.c', 'switch_core_session_reporting_state', 943],
  'CHANNEL_HOLD': ['switch_ivr.c', 'switch_ivr_hold', 1558],
  'CHANNEL_UNHOLD': ['switch_ivr.c', 'switch_ivr_unhold', 1638],
  'CHANNEL_ORIGINATE': ['switch_core_state_machine.c', 'switch_core_session_run', 632],
  'CHANNEL_OUTGOING': ['switch_core_session.c', 'switch_core_session_outgoing_channel', 768],
  'CHANNEL_PARK': ['switch_ivr.c', 'switch_ivr_park', 1002],
  'CHANNEL_UNPARK': ['switch_ivr.c', 'switch_ivr_park', 1213],
  'CHANNEL_PROGRESS': ['switch_channel.c', 'switch_channel_perform_mark_ring_ready_value', 3505],
  'CHANNEL_PROGRESS_MEDIA': ['switch_channel.c', 'switch_channel_perform_mark_pre_answered', 3560],
  'CHANNEL_UNBRIDGE': ['switch_ivr_bridge.c', 'switch_ivr_multi_threaded_bridge', 1879],
  'CHANNEL_DATA': ['mod_commands.c', 'uuid_dump_function', 6468],
  'DTMF': ['switch_channel.c', 'switch_channel_dequeue_dtmf', 677],
  'HEARTBEAT': ['switch_core.c', 'send_heartbeat', 95],
  'PLAYBACK_START': ['switch_ivr_play_say.c', 'switch_ivr_play_file', 1646],
  'PLAYBACK_STOP': ['switch_ivr_play_say.c', 'switch_ivr_play_file', 2020],
  'RECORD_START': ['switch_ivr_async.c', 'record_callback', 1481],
  'RECORD_STOP': ['switch_ivr_async.c', 'send_record_stop_event', 1240],
  'CUSTOM/gateway': ['sofia_reg.c', 'sofia_reg_fire_custom_gateway_state_event', 163],
  'CUSTOM/conference-create': ['mod_conference.c', 'conference_new', 3848],
  'CUSTOM/conference-destroy': ['mod_conference.c', 'conference_thread_run', 863],
  'CUSTOM/add-member': ['conference_member.c', 'conference_member_add', 962],
  'CUSTOM/del-member': ['conference_member.c', 'conference_member_del', 1355],
  'CUSTOM/floor-change': ['conference_member.c', 'conference_member_set_floor_holder', 1158],
  'CUSTOM/start-talking': ['conference_loop.c', 'conference_loop_input', 1154],
  'CUSTOM/kick-member': ['conference_api.c', 'conference_api_sub_kick', 902],
  'CUSTOM/hup-member': ['conference_api.c', 'conference_api_sub_hup', 871],
  'CUSTOM/avmd': ['mod_avmd.c', 'avmd_fire_event', 700],
};
const kept = new Map<string, readonly Line[]>();

export function calledFrom(name: string, variant: string): readonly Line[] {
  const key = variant === '' ? name : `${name}/${variant}`;
  let lines = kept.get(key);
  if (lines === undefined) {
    const [file, func, line] = TABLE[key] ?? TABLE[name] ?? ['switch_core.c', 'switch_core_main', 1];
    lines = [new Line('Event-Calling-File', file), new Line('Event-Calling-Function', func), new Line('Event-Calling-Line-Number', String(line))];
    kept.set(key, lines);
  }
  return lines;
}
