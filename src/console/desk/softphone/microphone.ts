/** The microphone of one page: opened once for the shift, muted, changed, and how loud it is. */
import type { AudioDevices } from '../../shared/phone.js';

const LEVEL_EVERY = 100;
const CONSTRAINTS = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;
const KEPT = { input: 'dunwell.audio.input', output: 'dunwell.audio.output' } as const;

export class Microphone {
  stream: MediaStream | null = null;
  #muted = false;
  #context: AudioContext | null = null;
  #meter: number | null = null;
  constructor(private readonly told: { level(level: number | null): void; devices(devices: AudioDevices): void; replaced(track: MediaStreamTrack): void; lost(): void }) {}

  /** Asks for it; throws what the browser says (NotAllowedError, NotFoundError). */
  async open(): Promise<MediaStream> {
    if (this.stream?.getAudioTracks().some((track) => track.readyState === 'live') === true) return this.stream;
    await this.#take(localStorage.getItem(KEPT.input));
    navigator.mediaDevices.addEventListener('devicechange', this.#changed);
    if (this.stream === null) throw new Error('no microphone');
    return this.stream;
  }
  close(): void {
    navigator.mediaDevices.removeEventListener('devicechange', this.#changed);
    this.#drop();
    this.told.level(null);
  }
  mute(on: boolean): void {
    this.#muted = on;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !on;
  }
  async choose(kind: 'input' | 'output', id: string): Promise<void> {
    localStorage.setItem(KEPT[kind], id);
    if (kind === 'input') await this.#take(id);
    await this.tell();
  }
  get output(): string { return localStorage.getItem(KEPT.output) ?? ''; }
  async tell(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices();
    const of = (kind: MediaDeviceKind): { readonly id: string; readonly label: string }[] => all.filter((one) => one.kind === kind).map((one) => ({ id: one.deviceId, label: one.label }));
    const outputs = of('audiooutput');
    this.told.devices({ inputs: of('audioinput'), outputs, input: this.stream?.getAudioTracks()[0]?.getSettings().deviceId ?? '', output: outputs.find((one) => one.id === this.output)?.id ?? outputs[0]?.id ?? '' });
  }

  async #take(id: string | null): Promise<void> {
    // A headset that was chosen once and is not there today is no reason to have none.
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { ...CONSTRAINTS, ...(id === null || id === '' ? {} : { deviceId: { ideal: id } }) } });
    this.#drop();
    this.stream = stream;
    this.mute(this.#muted);
    const [track] = stream.getAudioTracks();
    if (track) { track.addEventListener('ended', () => { this.told.lost(); }); this.told.replaced(track); }
    this.#measure(stream);
    await this.tell();
  }
  #drop(): void {
    if (this.#meter !== null) window.clearInterval(this.#meter);
    this.#meter = null;
    void this.#context?.close();
    this.#context = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
  readonly #changed = (): void => { void this.tell(); };
  #measure(stream: MediaStream): void {
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 512;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#meter = window.setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      // From −60 dBFS (nothing) to −10 (loud): as a meter shows speech.
      this.told.level(this.#muted ? 0 : Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-12) + 60) / 50)));
    }, LEVEL_EVERY);
  }
}
