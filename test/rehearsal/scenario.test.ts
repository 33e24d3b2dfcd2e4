/** The scenario file: what is read, what is merged, which mistake is told how. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BASE, readPolicy, readScenario } from '../../src/core/rehearsal/index.js';

const FOLDER = 'src/core/rehearsal/scenarios';
const file = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'));
function read(value: unknown) {
  const made = readScenario(value);
  if (!made.ok) throw new Error(made.error.text);
  return made.value;
}

describe('a scenario', () => {
  it('nothing given is base, and base.json says all of it', () => {
    expect(read({})).toEqual(BASE);
    expect(read(file('base.json'))).toEqual(BASE);
  });
  it.each(readdirSync(FOLDER))('%s of the suite reads, under its own name', (name) => {
    expect(`${read(file(name)).name}.json`).toBe(name);
  });
  it('objects are merged key by key, a distribution is replaced whole', () => {
    const made = read({ calls: { live: 0.07 }, amd: { falseLive: 0.02 }, levers: { knownWrapEnd: true }, talk: { kind: 'lognormal', mean: 45, cv: 1 } });
    expect(made.calls).toEqual({ ...BASE.calls, live: 0.07 });
    expect(made.amd).toEqual({ ...BASE.amd, falseLive: 0.02 });
    expect(made.levers).toEqual({ knownWrapEnd: true, cancelAfterRing: null });
    expect(made.talk).toEqual({ kind: 'lognormal', mean: 45, cv: 1, min: 0, max: Infinity });
  });
  it('null switches a part off', () => {
    expect(read({ amd: null, wrap: null, drift: null, breaks: null })).toMatchObject({ amd: null, wrap: null, drift: null, breaks: null });
  });
  it('reads every kind of distribution and wave', () => {
    expect(read({ hold: { kind: 'exponential', mean: 2 }, login: [0, 600], wrap: { kind: 'fixed', value: 5 } })).toMatchObject({ hold: { kind: 'exponential', mean: 2 }, login: { kind: 'uniform', min: 0, max: 600 }, wrap: { kind: 'fixed', value: 5 } });
    expect(read({ waves: [{ at: [1, 2], join: 0.2 }, { at: [3, 4], leave: 0.3 }, { at: 5, lunch: 60, share: 0.5 }] }).waves).toEqual([{ kind: 'join', from: 1, to: 2, share: 0.2 }, { kind: 'leave', from: 3, to: 4, share: 0.3 }, { kind: 'lunch', at: 5, seconds: 60, share: 0.5 }]);
  });
  it.each([
    [{ agentz: 3 }, 'scenario.unknownKey', 'agentz'], [{ calls: { life: 0.2 } }, 'scenario.unknownKey', 'calls.life'], [{ talk: { kind: 'fixed', value: 1, cv: 2 } }, 'scenario.unknownKey', 'talk.cv'],
    [{ waves: [{ at: [1, 2], leave: 0.3, lunch: 5 }] }, 'scenario.unknownKey', 'waves[0].leave'], [{ talk: { kind: 'mixture', parts: [{ weight: 1, kind: 'fixed', value: 1, x: 1 }] } }, 'scenario.unknownKey', 'talk.parts[0].x'],
    [{ agents: 0 }, 'scenario.number', 'agents'], [{ agents: '10' }, 'scenario.number', 'agents'], [{ calls: { live: 0.9 } }, 'scenario.range', 'calls'], [{ talk: { kind: 'gamma' } }, 'scenario.kind', 'talk.kind'],
    [{ talk: { kind: 'lognormal', cv: 1 } }, 'scenario.number', 'talk.mean'], [{ login: [5, 1] }, 'scenario.distribution', 'login'], [{ seeds: [9, 1] }, 'scenario.pair', 'seeds'], [{ policy: 'magic' }, 'scenario.policy', 'policy'],
    [[], 'scenario.object', undefined], [{ breaks: 5 }, 'scenario.object', 'breaks'], [{ waves: [{ join: 0.5 }] }, 'scenario.range', 'waves[0]'], [{ trunk: { lines: 1.5 } }, 'scenario.number', 'trunk.lines'],
  ])('%j is refused as %s at %s', (value, code, at) => {
    const made = readScenario(value);
    expect(made).toMatchObject({ ok: false, error: { code } });
    if (!made.ok) expect(made.error.at).toBe(at);
    if (!made.ok && at !== undefined) expect(made.error.text).toContain(at);
  });
});

describe('a policy\'s name', () => {
  it.each([
    ['predictive', { kind: 'predictive' }], ['nearzero:0.004', { kind: 'nearzero', risk: 0.004 }], ['nearzero', { kind: 'nearzero', risk: 0.001 }], ['progressive', { kind: 'progressive' }],
    ['ratio:6', { kind: 'ratio', ready: 6, busy: 0 }], ['ratio:2.5+0.15', { kind: 'ratio', ready: 2.5, busy: 0.15 }], ['vicidial:hard', { kind: 'vicidial', method: 'hard' }],
  ])('%s', (text, name) => { expect(readPolicy(text)).toEqual({ ok: true, value: name }); });
  it.each(['', 'predictive:1', 'ratio', 'ratio:-1', 'nearzero:2', 'nearzero:x', 'vicidial:mean', 'PREDICTIVE'])('"%s" is none', (text) => { expect(readPolicy(text)).toMatchObject({ ok: false, error: { code: 'scenario.policy' } }); });
});
