/** The chain by itself: whatever is done to it, the walk names the place. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, ChainVerifier, GENESIS, linkHash, merkleProof, merkleRoot, NO_ROOT, rootDigest, rootFromProof, rootText, type ChainEvent, type SignedRoot, type Verified } from '../../../src/core/evidence/index.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const sign = (text: string): string => hash(`secret ${text}`);

function chain(count: number, first = 1): ChainEvent[] {
  const events: ChainEvent[] = [];
  let before = GENESIS;
  for (let seq = 1; seq <= count; seq += 1) {
    const event = { seq, id: `e${seq}`, type: 'x.y', typeVersion: 1, subjects: [`s${seq}`], actor: 'dialer', at: 1000 + seq, caseId: null, data: { n: seq, deep: { b: 1, a: [seq] } }, debtorId: null, sealed: seq % 3 === 0 ? `e1.${seq}` : null };
    if (seq < first) { events.push({ ...event, hash: null }); continue; }
    before = linkHash(before, event, hash);
    events.push({ ...event, hash: before });
  }
  return events;
}
function rootsOf(events: readonly ChainEvent[], size = 4): SignedRoot[] {
  const chained = events.filter((one) => one.hash !== null);
  const roots: SignedRoot[] = [];
  let before = NO_ROOT;
  for (let at = 0; at < chained.length; at += size) {
    const part = chained.slice(at, at + size);
    const root = { n: roots.length + 1, fromSeq: part[0]!.seq, toSeq: part.at(-1)!.seq, root: merkleRoot(part.map((one) => one.hash!), hash), head: part.at(-1)!.hash!, before, at: 9, keyId: 'k' };
    before = rootDigest(root, hash);
    roots.push({ ...root, signature: sign(rootText(root)) });
  }
  return roots;
}
function walk(events: readonly ChainEvent[], roots: readonly SignedRoot[], kept?: ReadonlyMap<number, string>): Verified {
  const verifier = new ChainVerifier(hash, (text, signature) => signature === sign(text));
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) verifier.event(event);
  verifier.roots(roots, kept);
  return verifier.result();
}
const places = (verified: Verified): string[] => verified.problems.map((one) => `${one.kind} ${one.seq}`);

describe('a chain of 20 events under 5 roots', () => {
  const events = chain(20);
  const roots = rootsOf(events);
  it('is whole, also when it began later than the stream', () => {
    expect(walk(events, roots)).toMatchObject({ events: 20, roots: 5, unsealed: 0, head: { seq: 20 }, problems: [] });
    const late = chain(20, 7);
    expect(walk(late, rootsOf(late))).toMatchObject({ events: 14, problems: [], unsealed: 0 });
    expect(walk(events, roots.slice(0, 4))).toMatchObject({ unsealed: 4, problems: [] });
  });
  it.each([...Array(20).keys()])('one field of event %i is changed', (at) => {
    for (const patch of [{ data: { n: 999 } }, { actor: 'x' }, { at: 1 }, { sealed: 'e1.x' }, { subjects: [] }, { type: 'x.z' }, { caseId: 'c' }, { id: 'z' }, { typeVersion: 2 }, { debtorId: 'd' }]) {
      const changed = events.map((one, i) => (i === at ? { ...one, ...patch } : one));
      expect(places(walk(changed, roots))).toEqual([`changed ${at + 1}`]);
    }
  });
  it('a hash alone is rewritten: the place, not what follows', () => {
    expect(places(walk(events.map((one, i) => (i === 9 ? { ...one, hash: 'x' } : one)), roots))).toEqual(['rehashed 10']);
  });
  it('an event is dropped', () => {
    expect(places(walk(events.filter((one) => one.seq !== 8), roots))[0]).toBe('missing 8');
    expect(places(walk(events.filter((one) => one.seq < 8 || one.seq > 12), roots))[0]).toBe('missing 8');
    expect(places(walk(events.filter((one) => one.seq !== 1), roots))[0]).toBe('missing 1');
  });
  it('two are swapped', () => {
    const swapped = events.map((one) => (one.seq === 5 ? { ...events[8]!, seq: 5 } : one.seq === 9 ? { ...events[4]!, seq: 9 } : one));
    const told = places(walk(swapped, roots));
    expect(told).toContain('changed 5');
    expect(told).toContain('changed 9');
  });
  it('everything from an event on is hashed anew: the segment', () => {
    const forged = [...events];
    for (let at = 9; at < 20; at += 1) {
      const one = { ...forged[at]!, ...(at === 9 ? { actor: 'x' } : {}) };
      forged[at] = { ...one, hash: linkHash(forged[at - 1]!.hash!, one, hash) };
    }
    expect(places(walk(forged, roots))).toEqual(['rootWrong 9', 'rootWrong 13', 'rootWrong 17']);
  });
  it('a root is rewritten, dropped, or signed by somebody else', () => {
    const patched = (patch: object): SignedRoot[] => roots.map((one) => (one.n === 3 ? { ...one, ...patch } : one));
    for (const patch of [{ root: 'x' }, { head: 'x' }, { toSeq: 11 }, { at: 1 }, { signature: 'x' }, { before: 'x' }]) expect(places(walk(events, patched(patch)))[0]).toBe('rootForged 9');
    expect(places(walk(events, roots.filter((one) => one.n !== 3)))[0]).toBe('rootMissing 9');
    const own = { ...roots[2]!, root: 'x' };
    expect(places(walk(events, patched({ root: 'x', signature: sign(rootText(own)) })))).toContain('rootWrong 9');
  });
  it('the tail is cut off: by the last root, or, when roots went too, by a copy kept elsewhere', () => {
    expect(places(walk(events.slice(0, 18), roots))).toEqual(['truncated 19']);
    const kept = new Map(roots.map((one) => [one.n, rootDigest(one, hash)]));
    expect(walk(events.slice(0, 16), roots.slice(0, 4)).problems).toEqual([]);
    expect(places(walk(events.slice(0, 16), roots.slice(0, 4), kept))).toEqual(['rootMissing null']);
  });
  it('a hash is taken away', () => { expect(places(walk(events.map((one) => (one.seq === 6 ? { ...one, hash: null } : one)), roots))).toContain('unchained 6'); });
});
it('any one change anywhere is found, at its place or its segment', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 39 }), fc.string({ minLength: 1 }), (count, index, text) => {
    const events = chain(count);
    const at = index % count;
    const told = walk(events.map((one, i) => (i === at ? { ...one, data: { changed: text } } : one)), rootsOf(events)).problems;
    return told.length === 1 && told[0]?.seq === at + 1;
  }), { numRuns: 200 });
});
it('an inclusion proof holds for its own leaf only', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 33 }), fc.nat(), fc.nat(), (size, a, b) => {
    const leaves = [...Array(size).keys()].map((n) => `leaf ${n}`);
    const [index, other] = [a % size, b % size];
    const proof = merkleProof(leaves, index, hash);
    const root = merkleRoot(leaves, hash);
    expect(rootFromProof(leaves[index]!, index, size, proof, hash)).toBe(root);
    expect(rootFromProof(leaves[other]!, index, size, proof, hash) === root).toBe(other === index);
    expect(rootFromProof(leaves[index]!, index, size, [...proof, 'x'], hash)).not.toBe(root);
  }), { numRuns: 200 });
});
it('canonical text does not depend on order, blanks or absent members, and keeps everything else', () => {
  expect(canonical({ b: [1, { d: null, c: 'é\n' }], a: -0, u: undefined, t: true })).toBe('{"a":0,"b":[1,{"c":"é\\n","d":null}],"t":true}');
  fc.assert(fc.property(fc.jsonValue(), (value) => canonical(JSON.parse(JSON.stringify(value))) === canonical(value)));
  fc.assert(fc.property(fc.jsonValue(), (value) => { expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value))); }));
});
