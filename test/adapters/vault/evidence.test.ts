import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NodeEvidence, openSealed, verifySigned } from '../../../src/adapters/vault/index.js';

describe('keys of the evidence', () => {
  const key = randomBytes(32);
  const evidence = new NodeEvidence(key);
  it('seals with a debtor’s key what only that key, at that event, opens', () => {
    const [a, b] = [evidence.newKey('a'), evidence.newKey('b')];
    const sealed = evidence.seal(a, 'a', 'e1', '欠款 5000');
    expect(sealed).not.toContain('5000');
    expect(evidence.open(a, 'a', 'e1', sealed)).toBe('欠款 5000');
    expect(openSealed(evidence.unwrap(a, 'a'), 'e1', sealed)).toBe('欠款 5000');
    for (const wrong of [() => evidence.open(b, 'b', 'e1', sealed), () => evidence.open(a, 'a', 'e2', sealed), () => evidence.open(a, 'b', 'e1', sealed), () => new NodeEvidence(randomBytes(32)).open(a, 'a', 'e1', sealed), () => evidence.open(a, 'a', 'e1', `${sealed}x`), () => evidence.open(a, 'a', 'e1', 'x')]) expect(wrong).toThrow();
    expect(evidence.seal(a, 'a', 'e1', '欠款 5000')).not.toBe(sealed);
  });
  it('signs the same with the same vault key, and nobody else does', () => {
    const again = new NodeEvidence(key);
    expect([again.publicKey, again.keyId]).toEqual([evidence.publicKey, evidence.keyId]);
    const signature = again.sign('root');
    expect(verifySigned('root', signature, evidence.publicKey)).toBe(true);
    for (const [text, mark, by] of [['roots', signature, evidence.publicKey], ['root', `A${signature.slice(1)}`, evidence.publicKey], ['root', signature, new NodeEvidence(randomBytes(32)).publicKey], ['root', '', 'x']] as const) expect(verifySigned(text, mark, by)).toBe(mark === signature && by === evidence.publicKey && text === 'root');
  });
});
