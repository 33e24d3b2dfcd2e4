/** Recording of a leg: start, stop, mask. The file itself is the media port's. */
import type { Channel, Recording } from './channel.js';
import { SAMPLE_RATE } from './media-files.js';
import type { World } from './world.js';

/** `uuid_record … start`, `record_session`. False: it can't (the path, or it records there already). `limit` in seconds, 0: none. */
export function startRecording(world: World, channel: Channel, path: string, limit = 0): boolean {
  if (channel.recordings.has(path) || !channel.media) return false;
  if (!world.files.canRecord(path)) {
    channel.variables.set('record_completion_cause', 'uri-failure');
    return false;
  }
  const recording: Recording = {
    path, startedAt: world.now(), masked: false, stereo: channel.variables.isTrue('RECORD_STEREO'),
    ...(limit > 0 ? { limit: world.later(limit * 1000, () => { stopRecording(world, channel, path); }) } : {}),
  };
  channel.recordings.set(path, recording);
  world.emit('RECORD_START', channel, { after: [['Record-File-Path', path]] });
  return true;
}

/** `all` stops every one. False: none such. */
export function stopRecording(world: World, channel: Channel, path: string): boolean {
  if (path === 'all') {
    const any = channel.recordings.size > 0;
    stopAllRecordings(world, channel);
    return any;
  }
  const recording = channel.recordings.get(path);
  if (!recording) return false;
  channel.recordings.delete(path);
  recording.limit?.cancel();
  const heard = Math.max(20, world.now() - recording.startedAt);
  const size = world.files.writeRecording(path, heard, recording.stereo);
  const because = channel.isDown() ? 'success-silence' : 'success-maxtime';
  channel.variables.setAll([
    ['record_file_size', String(size)], ['record_samples', String(Math.floor((heard * SAMPLE_RATE) / 1000))], ['record_seconds', String(Math.floor(heard / 1000))],
    ['record_ms', String(heard)], ['record_completion_cause', because],
  ]);
  world.emit('RECORD_STOP', channel, { after: [['Record-File-Path', path], ['Record-Completion-Cause', because]] });
  return true;
}

export function stopAllRecordings(world: World, channel: Channel): void {
  for (const path of [...channel.recordings.keys()]) stopRecording(world, channel, path);
}

export function maskRecording(channel: Channel, path: string, masked: boolean): boolean {
  const recording = channel.recordings.get(path);
  if (!recording) return false;
  recording.masked = masked;
  return true;
}
