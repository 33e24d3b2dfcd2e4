/** The channel variables mod_sofia and the media layer set as a call goes on, so that events have their real names and size. */
import type { Dice } from '../../app/ports/system.js';
import { integer } from '../rng.js';
import { VERSION } from './world.js';

type Pairs = readonly (readonly [string, string])[];

/** Names and addresses one SIP call keeps from beginning to end. */
export interface SipIdentity {
  readonly dest: string;
  /** `127.0.0.1:5070`. */
  readonly host: string;
  readonly ip: string;
  readonly port: string;
  readonly from: string;
  readonly profile: string;
  readonly contact: string;
  readonly localPort: number;
  readonly remotePort: number;
  readonly sdpId: number;
  readonly tags: { readonly from: string; readonly to: string; readonly branch: string; readonly callId: string };
  readonly cseq: number;
  readonly ssrc: number;
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnprstuvwxyz0123456789';
const token = (dice: Dice, length: number): string => Array.from({ length }, () => LETTERS.charAt(integer(dice, 0, LETTERS.length - 1))).join('');

export function sipIdentity(dice: Dice, given: { dest: string; host: string; from: string; profile: string; contact: string; callId: string; nowSeconds: number }): SipIdentity {
  const [ip = '127.0.0.1', port = '5060'] = given.host.split(':');
  return {
    dest: given.dest, host: given.host, ip, port, from: given.from, profile: given.profile, contact: given.contact,
    localPort: integer(dice, 10000, 29999) * 2, remotePort: integer(dice, 10000, 29999) * 2, sdpId: given.nowSeconds - integer(dice, 30000, 60000),
    tags: { from: token(dice, 13), to: token(dice, 13), branch: `z9hG4bK${token(dice, 13)}`, callId: given.callId },
    cseq: integer(dice, 100000000, 200000000), ssrc: integer(dice, 1, 4294967295),
  };
}

const profilePort = (profile: string): string => (profile === 'internal' ? '5060' : '5080');

function sdp(port: number, id: number, address: string, payloads: string, direction: string): string {
  const pcmu = payloads.includes(' 0 ') ? 'a=rtpmap:0 PCMU/8000\r\n' : '';
  return `v=0\r\no=FreeSWITCH ${id} ${id + 1} IN IP4 ${address}\r\ns=FreeSWITCH\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP ${payloads}\r\na=rtpmap:8 PCMA/8000\r\n${pcmu}` +
    `a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=rtpmap:13 CN/8000\r\na=ptime:20\r\n${direction}`;
}

/** Set before CHANNEL_CREATE, ahead of the originate string's own variables. */
export function beforeCreate(sip: SipIdentity, sessionId: number, uuid: string, name: string, gateway: string | undefined): Pairs {
  return [
    ['direction', 'outbound'], ['is_outbound', 'true'], ['uuid', uuid], ['call_uuid', uuid], ['session_id', String(sessionId)],
    ...(gateway === undefined ? [] : [['sip_gateway_name', gateway] as const]),
    ['sip_local_network_addr', sip.ip], ['sip_profile_name', gateway === undefined ? sip.profile : 'gateway'],
    ['video_media_flow', 'disabled'], ['text_media_flow', 'disabled'], ['channel_name', name],
    ['sip_destination_url', `sip:${sip.dest}@${sip.host}`],
  ];
}

export function afterCreate(sip: SipIdentity, early: boolean): Pairs {
  return [
    ['originate_early_media', String(early)],
    ['originate_endpoint', 'sofia'], ['rtp_use_codec_string', 'PCMA,PCMU'], ['local_media_ip', '127.0.0.1'], ['local_media_port', String(sip.localPort)],
    ['advertised_media_ip', '127.0.0.1'], ['audio_media_flow', 'sendrecv'],
    ['rtp_local_sdp_str', sdp(sip.localPort, sip.sdpId, '127.0.0.1', '8 0 101 13', 'a=sendrecv\r\n')],
    ['sip_outgoing_contact_uri', sip.contact], ['sip_req_uri', `${sip.dest}@${sip.host}`], ['sip_to_host', sip.host], ['sip_from_host', sip.ip],
    ['sofia_profile_name', sip.profile], ['recovery_profile_name', sip.profile], ['sofia_profile_url', `sip:mod_sofia@127.0.0.1:${profilePort(sip.profile)}`],
  ];
}

/** With any first reply of the far end beyond 100. */
export function onReply(sip: SipIdentity): Pairs {
  const uri = `${sip.dest}@${sip.host}`;
  const via = `SIP/2.0/UDP ${sip.ip}:${profilePort(sip.profile)};rport=${profilePort(sip.profile)};branch=${sip.tags.branch}`;
  return [
    ['sip_reply_host', sip.ip], ['sip_reply_port', sip.port], ['sip_network_ip', sip.ip], ['sip_network_port', sip.port],
    ['sip_user_agent', `FreeSWITCH-mod_sofia/${VERSION}`], ['sip_allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS, MESSAGE, INFO, UPDATE, REGISTER, REFER, NOTIFY'],
    ['sip_recover_contact', `<sip:${uri};transport=udp>`], ['sip_full_via', via], ['sip_recover_via', via],
    ['sip_full_from', `<sip:${sip.from}@${sip.ip}>;tag=${sip.tags.from}`], ['sip_full_to', `<sip:${uri}>;tag=${sip.tags.to}`],
    ['sip_from_user', sip.from], ['sip_from_uri', `${sip.from}@${sip.ip}`], ['sip_to_user', sip.dest], ['sip_to_port', sip.port], ['sip_to_uri', uri], ['sip_to_host', sip.ip],
    ['sip_contact_params', 'transport=udp'], ['sip_contact_user', sip.dest], ['sip_contact_port', sip.port], ['sip_contact_uri', uri], ['sip_contact_host', sip.ip],
    ['sip_to_tag', sip.tags.to], ['sip_from_tag', sip.tags.from], ['sip_cseq', String(sip.cseq)], ['sip_call_id', sip.tags.callId],
  ];
}

/** A refusal without any ringing before it tells less. */
export function onBareRefusal(sip: SipIdentity): Pairs {
  return [
    ['sip_call_id', sip.tags.callId], ['sip_reply_host', sip.ip], ['sip_reply_port', sip.port], ['sip_network_ip', sip.ip], ['sip_network_port', sip.port],
  ];
}

/** Nobody answered at the address at all. */
export const onNoAddress = (sip: SipIdentity): Pairs => [['sip_call_id', sip.tags.callId], ['sip_reply_port', '0'], ['sip_network_port', '0']];

export const remoteSdp = (sip: SipIdentity): readonly [string, string] => ['switch_r_sdp', sdp(sip.remotePort, sip.sdpId - 9000, '192.0.2.2', '8 101 13', '')];

export const CODECS_OFFERED: readonly [string, string] = ['ep_codec_string', 'CORE_PCM_MODULE.PCMA@8000h@20i@64000b'];

/** The codec was agreed on: at the answer, or when early media is used. */
export function onMedia(sip: SipIdentity): Pairs {
  return [
    CODECS_OFFERED, ['remote_video_media_flow', 'inactive'], ['remote_text_media_flow', 'inactive'],
    ['remote_audio_media_flow', 'sendrecv'], ['rtp_audio_recv_pt', '8'], ['rtp_use_codec_name', 'PCMA'], ['rtp_use_codec_rate', '8000'], ['rtp_use_codec_ptime', '20'],
    ['rtp_use_codec_channels', '1'], ['rtp_last_audio_codec_string', 'PCMA@8000h@20i@1c'], ['read_codec', 'PCMA'], ['original_read_codec', 'PCMA'],
    ['read_rate', '8000'], ['original_read_rate', '8000'], ['write_codec', 'PCMA'], ['write_rate', '8000'], ['dtmf_type', 'rfc2833'],
    ['rtp_use_timer_name', 'soft'], ['rtp_use_pt', '8'], ['rtp_use_ssrc', String(sip.ssrc)], ['rtp_2833_send_payload', '101'], ['rtp_2833_recv_payload', '101'],
    ['remote_media_ip', '127.0.0.1'], ['remote_media_port', String(sip.remotePort)],
  ];
}

export const onRefusal = (status: number, phrase: string, q850: number): Pairs => [
  ['sip_hangup_disposition', 'recv_refuse'], ['sip_invite_failure_status', String(status)], ['sip_invite_failure_phrase', phrase],
  ['sip_term_status', String(status)], ['proto_specific_hangup_cause', `sip:${status}`], ['sip_term_cause', String(q850)],
];

export const onBye = (cause: string, q850: number): Pairs => [
  ['sip_reason', `Q.850;cause=${q850};text="${cause}"`], ['sip_term_status', '200'], ['proto_specific_hangup_cause', 'sip:200'], ['sip_term_cause', '16'],
];

/** Set as an inbound INVITE arrives. */
export function inboundVariables(sip: SipIdentity, sessionId: number, uuid: string, name: string, to: string, gateway: string | undefined, micros: number): Pairs {
  return [
    ['direction', 'inbound'], ['uuid', uuid], ['call_uuid', uuid], ['session_id', String(sessionId)], ['sip_from_user', sip.from], ['sip_from_uri', `${sip.from}@${sip.ip}`],
    ['sip_from_host', sip.ip], ['video_media_flow', 'disabled'], ['text_media_flow', 'disabled'], ['channel_name', name], ['sip_call_id', sip.tags.callId],
    ['sip_local_network_addr', '127.0.0.1'], ['sip_network_ip', sip.ip], ['sip_network_port', sip.port], ['sip_invite_stamp', String(micros)],
    ['sip_received_ip', sip.ip], ['sip_received_port', sip.port], ['sip_via_protocol', 'udp'], ['sip_from_user_stripped', sip.from], ['sip_from_tag', sip.tags.from],
    ['sofia_profile_name', sip.profile], ['sofia_profile_url', `sip:mod_sofia@127.0.0.1:${profilePort(sip.profile)}`], ['recovery_profile_name', sip.profile],
    ...(gateway === undefined ? [] : [['sip_gateway', gateway] as const]),
    ['sip_cid_type', 'rpid'], ['sip_full_via', `SIP/2.0/UDP ${sip.host};branch=${sip.tags.branch}`], ['sip_full_from', `<sip:${sip.from}@${sip.ip}>;tag=${sip.tags.from}`],
    ['sip_full_to', `<sip:${to}@127.0.0.1>`], ['sip_allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS'], ['sip_req_user', to], ['sip_req_uri', `${to}@127.0.0.1:${profilePort(sip.profile)}`],
    ['sip_req_host', '127.0.0.1'], ['sip_to_user', to], ['sip_to_uri', `${to}@127.0.0.1`], ['sip_to_host', '127.0.0.1'], ['sip_contact_user', sip.from],
    ['sip_contact_port', sip.port], ['sip_contact_uri', `${sip.from}@${sip.host}`], ['sip_contact_host', sip.ip], ['sip_user_agent', 'carrier'], ['sip_via_host', sip.ip],
    ['max_forwards', '70'], remoteSdp(sip), ...onMedia(sip), ['audio_media_flow', 'sendrecv'], ['endpoint_disposition', 'RECEIVED'],
  ];
}
