/** What a phone in the browser has to say. */
import type { Pairs } from '../shared/pair.js';

export const words = {
  'microphone.denied': ['浏览器未允许使用麦克风。请在地址栏允许后刷新页面。', 'The browser does not let this page use the microphone. Allow it beside the address, then reload.'],
  'microphone.none': ['未找到麦克风，请插入耳机。', 'No microphone was found. Plug in a headset.'],
  'microphone.lost': ['麦克风已断开，客户听不到您。请重新插入耳机。', 'The microphone is gone: the customer can’t hear you. Plug the headset in again.'],
  'sound.blocked': ['浏览器阻止了声音，请点击页面任意位置。', 'The browser holds the sound back. Click anywhere on the page.'],
} as const satisfies Pairs;
