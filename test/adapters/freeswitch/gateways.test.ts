import { expect, test } from 'vitest';
import { isLoopback, readGateways } from '../../../src/adapters/freeswitch/gateways.js';
import { mask } from '../../../src/adapters/freeswitch/mask.js';
import { framesIn } from './transcripts.js';

test('loopback is an address, not a promise', () => {
  for (const proxy of ['sip:127.0.0.1:5070', 'sip:127.255.3.4', '127.0.0.1', 'sips:[::1]:5061;transport=tls', 'sip:localhost:5070', 'sip:LOCALHOST;transport=tcp', 'sip:me@127.0.0.1:5070']) expect(isLoopback(proxy), proxy).toBe(true);
  for (const proxy of ['', 'sip:10.0.0.1', 'sip:127.0.0.1.evil.example', 'sip:127.0.0.256', 'sip:localhost.example.com', 'sip:[::2]', 'sip:1.2.3.4;maddr=127.0.0.1', 'sip:127.0.0.1@carrier.example', 'sip:127.1', 'sip:[::ffff:127.0.0.1]', '127.0.0.1/8', 'sip:localhost?x=carrier', 'sip:carrier.example:5060;x=127.0.0.1']) expect(isLoopback(proxy), proxy).toBe(false);
});

test('what a real switch wrote', () => {
  const answers = framesIn('gateway');
  const xml = answers.find((frame) => frame.includes('<gateway>'))!;
  expect(readGateways(xml.slice(xml.indexOf('\n\n') + 2))).toEqual([{ name: 'carrier1', up: true, state: 'NOREG', loopback: true }]);
  expect(readGateways('Invalid Gateway!\n')).toBeUndefined();
  expect(readGateways('<?xml version="1.0"?>\n<gateways>\n</gateways>\n')).toEqual([]);
});

test('masks keep the first three and the last two digits', () => {
  expect(mask('from +8613800010101 to 1001, again 4000000')).toBe('from +861********01 to 1001, again 400**00');
});
