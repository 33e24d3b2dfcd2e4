/** The variables a leg gets as it ends: stamps, epochs, durations, RTP counters. All from its times; nothing decides on them here. */
import type { Channel } from './channel.js';
import { q850Of } from './causes.js';

type Pairs = [string, string][];

const stamp = (micros: number): string => {
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
};

export function cdrVariables(channel: Channel, cause: string): Pairs {
  const p = channel.profile;
  const t = p.times;
  const out: Pairs = [['hangup_cause', cause], ['hangup_cause_q850', String(q850Of(cause))], ['digits_dialed', 'none']];
  const stamps: readonly (readonly [string, number])[] = [
    ['start', t.created], ['profile_start', t.profileCreated], ['answer', t.answered], ['bridge', t.bridged], ['hold', t.lastHold],
    ['progress', t.progress], ['progress_media', t.progressMedia], ['end', t.hungUp],
  ];
  for (const [name, at] of stamps) if (at > 0) out.push([`${name}_stamp`, stamp(at)]);
  const epochs: readonly (readonly [string, number])[] = [
    ['start', t.created], ['profile_start', t.profileCreated], ['answer', t.answered], ['bridge', t.bridged], ['last_hold', t.lastHold],
  ];
  const epoch = (name: string, at: number): void => { out.push([`${name}_epoch`, String(Math.floor(at / 1e6))], [`${name}_uepoch`, String(at)]); };
  for (const [name, at] of epochs) epoch(name, at);
  out.push(['hold_accum_seconds', String(Math.floor(t.holdAccum / 1e6))], ['hold_accum_usec', String(t.holdAccum)], ['hold_accum_ms', String(Math.floor(t.holdAccum / 1000))]);
  epoch('resurrect', 0);
  epoch('progress', t.progress);
  epoch('progress_media', t.progressMedia);
  epoch('end', t.hungUp);
  if (channel.everHeld) out.push(['hold_events', `{{${t.lastHold},${t.lastHold + t.holdAccum}}}`]);
  if (channel.lastApp !== '') out.push(['last_app', channel.lastApp]);
  if (channel.lastArgument !== '') out.push(['last_arg', channel.lastArgument]);
  out.push(['caller_id', p.callerName === '' ? p.callerNumber : `"${p.callerName}" <${p.callerNumber}>`]);
  const since = (from: number, to: number): number => (from > 0 && to > from ? to - from : 0);
  const lengths: readonly (readonly [string, number])[] = [
    ['duration', t.hungUp - t.created], ['bill', since(t.answered, t.hungUp)], ['progress', since(t.created, t.progress)], ['answer', since(t.created, t.answered)],
    ['wait', since(t.created, t.bridged)], ['progress_media', since(t.created, t.progressMedia)], ['flow_bill', t.hungUp - t.created],
  ];
  for (const [name, us] of lengths) out.push([name === 'duration' ? 'duration' : `${name}sec`, String(Math.round(us / 1e6))]);
  for (const [name, us] of lengths) out.push([name === 'duration' ? 'mduration' : `${name}msec`, String(Math.round(us / 1000))]);
  for (const [name, us] of lengths) out.push([name === 'duration' ? 'uduration' : `${name}usec`, String(us)]);
  return out;
}

/** `mediaMs`: how long audio flowed. */
export function rtpVariables(mediaMs: number): Pairs {
  const packets = String(Math.floor(mediaMs / 20));
  const bytes = String(Math.floor(mediaMs / 20) * 172);
  const inbound: Pairs = [
    ['raw_bytes', bytes], ['media_bytes', bytes], ['packet_count', packets], ['media_packet_count', packets], ['skip_packet_count', '0'], ['jitter_packet_count', '0'],
    ['dtmf_packet_count', '0'], ['cng_packet_count', '0'], ['flush_packet_count', '0'], ['largest_jb_size', '0'], ['jitter_min_variance', '0.00'],
    ['jitter_max_variance', '0.00'], ['jitter_loss_rate', '0.00'], ['jitter_burst_rate', '0.00'], ['mean_interval', '20.00'], ['flaw_total', '0'],
    ['quality_percentage', '100.00'], ['mos', '4.50'],
  ];
  const outbound: Pairs = [
    ['raw_bytes', bytes], ['media_bytes', bytes], ['packet_count', packets], ['media_packet_count', packets], ['skip_packet_count', '0'], ['dtmf_packet_count', '0'], ['cng_packet_count', '0'],
  ];
  return [
    ...inbound.map(([n, v]): [string, string] => [`rtp_audio_in_${n}`, v]),
    ...outbound.map(([n, v]): [string, string] => [`rtp_audio_out_${n}`, v]),
    ['rtp_audio_rtcp_packet_count', '0'], ['rtp_audio_rtcp_octet_count', '0'],
  ];
}
