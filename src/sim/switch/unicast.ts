/**
 * `sendmsg … unicast`: a parked leg's audio as UDP packets of 320 bytes (20 ms, 8 kHz, 16-bit), made up from what its far
 * end is scripted to say, so that detectors of machines and announcements have something to hear. What comes back is
 * thrown away. Ends by itself when the leg leaves what it did, as the real one does.
 */
import { createSocket } from 'node:dgram';
import { SAMPLE_RATE } from './media-files.js';
import type { Sound } from '../callees/model.js';
import type { Channel } from './channel.js';
import type { World } from './world.js';

const FRAME_MS = 20;
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;
/** A process that was held up sends at most so many frames at once to catch up. */
const MAX_CATCH_UP = 50;

export type Unicast = (channel: Channel, headers: Readonly<Record<string, string>>) => void;

export function udpUnicast(world: World): Unicast {
  return (channel, headers) => {
    const localPort = Number(headers['local-port']), remotePort = Number(headers['remote-port']);
    const localIp = headers['local-ip'] ?? '127.0.0.1', remoteIp = headers['remote-ip'] ?? '127.0.0.1';
    if (!isPort(localPort) || !isPort(remotePort) || headers['transport'] === 'tcp') return;
    const socket = createSocket('udp4');
    const doing = channel.occupation;
    let open = true;
    const stop = (): void => {
      if (!open) return;
      open = false;
      timer.cancel();
      socket.close();
    };
    const from = world.clock.monotonic();
    let sent = 0;
    const timer = world.clock.every(FRAME_MS, () => {
      if (channel.isDown() || channel.occupation !== doing || world.channels.get(channel.uuid) !== channel) { stop(); return; }
      const due = Math.floor((world.clock.monotonic() - from) / FRAME_MS);
      if (due - sent > MAX_CATCH_UP) sent = due - MAX_CATCH_UP;
      while (sent < due) {
        sent++;
        socket.send(audioFrame(channel.farEnd?.sounding(world.now()), sent), remotePort, remoteIp);
      }
    });
    socket.on('error', () => { stop(); });
    socket.on('message', () => undefined);
    socket.bind(localPort, localIp);
  };
}

const isPort = (n: number): boolean => Number.isInteger(n) && n > 0 && n < 65_536;

/** 20 ms of a sound; `index` counts frames, so that the wave goes on from one to the next. */
export function audioFrame(sound: Sound | undefined, index: number): Buffer {
  const out = Buffer.alloc(FRAME_SAMPLES * 2);
  if (sound === undefined) return out;
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    const t = (index * FRAME_SAMPLES + i) / SAMPLE_RATE;
    out.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sound.kind === 'tone' ? tone(t, sound.hertz ?? [440]) : voice(t))) * 32_000), i * 2);
  }
  return out;
}

const sine = (hertz: number, t: number): number => Math.sin(2 * Math.PI * hertz * t);

const tone = (t: number, hertz: readonly number[]): number => (0.35 * hertz.reduce((sum, h) => sum + sine(h, t), 0)) / Math.max(1, hertz.length);

/** Something with a voice's pitch, harmonics and syllables: four a second, with gaps between. */
function voice(t: number): number {
  const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t) + 0.3);
  const pitch = 130 + 20 * Math.sin(2 * Math.PI * 0.7 * t);
  const harmonics = sine(pitch, t) + 0.7 * sine(2 * pitch, t) + 0.5 * sine(4 * pitch, t) + 0.35 * sine(7 * pitch, t) + 0.2 * sine(15 * pitch, t);
  return 0.14 * Math.min(1, syllable) * harmonics;
}
