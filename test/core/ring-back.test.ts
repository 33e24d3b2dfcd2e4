/** What a caller hears while a number rings. */
import { describe, expect, it } from 'vitest';
import { soundFile } from '../../src/adapters/freeswitch/escape.js';
import { ringBackTone } from '../../src/core/phone/ring-back.js';

describe('the ringing tone', () => {
  it('is that of the country, for as long as it may ring', () => {
    expect(ringBackTone('CN', 40_000)).toBe('tone_stream://%(1000,4000,450);loops=8');
    expect(ringBackTone('US', 40_000)).toBe('tone_stream://%(2000,4000,440,480);loops=7');
    expect(ringBackTone('GB', 40_000)).toBe('tone_stream://%(400,200,400,450);%(400,2000,400,450);loops=14');
  });
  it('is the recommended one elsewhere, sounds at least once, and is one the switch may be sent', () => {
    for (const country of [null, 'DE', 'XX', '__proto__']) expect(ringBackTone(country, 1)).toBe('tone_stream://%(1000,4000,425);loops=1');
    for (const country of ['CN', 'US', 'GB', 'HK', 'SG', 'JP', null]) expect(soundFile(ringBackTone(country, 300_000))).toMatchObject({ ok: true });
  });
});
