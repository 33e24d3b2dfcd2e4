/** The connect tone, played by the page the moment a call is reserved, so that the bridge never waits for it. */
let context: AudioContext | null = null;
/** Browsers allow sound only after the user has touched the page once. */
export function unlockSound(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
}
function beep(frequency: number, from: number, length: number): void {
  if (context?.state !== 'running') return;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const start = context.currentTime + from;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.18, start + 0.01);
  gain.gain.linearRampToValueAtTime(0, start + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
export function connectTone(): void { beep(660, 0, 0.12); beep(880, 0.14, 0.16); }
export function attentionTone(): void { beep(520, 0, 0.2); }
