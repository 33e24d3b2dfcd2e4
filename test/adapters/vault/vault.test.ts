import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AesVault, keyFromFile, parseKey, VaultError } from '../../../src/adapters/vault/index.js';

const vault = new AesVault(Buffer.alloc(32, 7));
const other = new AesVault(Buffer.alloc(32, 8));

describe('the vault', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('phone', 'identity', 'name', 'email', 'address'), (text, field) => {
      expect(vault.open(field, vault.seal(field, text))).toBe(text);
    }));
  });
  it('seals in the form v1.key.nonce.text.tag, never twice the same, never showing the text', () => {
    const sealed = vault.seal('phone', '+8613800138000');
    expect(sealed).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    expect(new Set(Array.from({ length: 2000 }, () => vault.seal('phone', '+8613800138000').split('.')[2])).size).toBe(2000);
    expect(sealed).not.toContain('138');
  });
  it('refuses what was sealed as another field', () => { expect(() => vault.open('name', vault.seal('phone', 'x'))).toThrow('sealed as something else'); });
  it('refuses what another key sealed, and names the keys', () => {
    expect(() => vault.open('phone', other.seal('phone', 'x'))).toThrow(`another key (${other.keyId}, ours is ${vault.keyId})`);
  });
  it('refuses a change of any one character', () => {
    const sealed = vault.seal('phone', '+8613800138000');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'Q' : 'A') + sealed.slice(at + 1);
      // The last character of a base64 part may carry bits that mean nothing.
      const opened = ((): string | undefined => { try { return vault.open('phone', changed); } catch { return undefined; } })();
      expect([undefined, '+8613800138000']).toContain(opened);
      if (opened !== undefined) expect('.').toBe(`${sealed}.`[at + 1]);
    }
  });
  it.each(['', 'x', 'v2.a.b.c.d', 'v1.a.b.c', 'v1.a.b.c.d.e', `v1.${vault.keyId}..x.`, `v1.${vault.keyId}.AAAA.x.AAAA`])('refuses %j as no sealed text, without showing it', (text) => {
    expect(() => vault.open('phone', text)).toThrow(VaultError);
  });
  it('makes an index by key and field that a change of the text changes', () => {
    expect(vault.index('phone', '+8613800138000')).toMatch(/^[\w-]{22}$/);
    expect(vault.index('phone', '+8613800138000')).toBe(new AesVault(Buffer.alloc(32, 7)).index('phone', '+8613800138000'));
    const all = [vault.index('phone', 'a'), vault.index('name', 'a'), other.index('phone', 'a'), vault.index('phone', 'b')];
    expect(new Set(all).size).toBe(4);
  });
  it('takes a key of 32 bytes only', () => { expect(() => new AesVault(Buffer.alloc(16))).toThrow('32 bytes, not 16'); });
  it('keeps opening what earlier versions sealed', () => {
    expect(vault.index('phone', '+8613800138000')).toMatchInlineSnapshot(`"3eTe9HRlAKjDC3REU0_v2n"`);
    expect(vault.open('phone', 'v1.rqQ9PRTg.nujhppSr7KJ2ssWk.cNQmq1Ps9XJqhyAwg90.6hiBxJsgcpqji-XSRCJ6PQ')).toBe('+8613800138000');
  });
});

describe('the key file', () => {
  let home: string;
  beforeAll(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-key-')); });
  afterAll(() => { rmSync(home, { recursive: true }); });

  it('is made once, for its owner only', () => {
    const path = join(home, 'sub', 'key');
    const made = keyFromFile(path);
    expect(made).toMatchObject({ created: true, exposed: false });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(keyFromFile(path)).toEqual({ ...made, created: false });
    expect(parseKey(readFileSync(path, 'utf8'))).toEqual(made.key);
    expect(readdirSync(join(home, 'sub'))).toEqual(['key']);
  });
  it('says when others may read it', () => {
    const path = join(home, 'open');
    writeFileSync(path, Buffer.alloc(32, 1).toString('base64'), { mode: 0o644 });
    expect(keyFromFile(path)).toMatchObject({ exposed: true, created: false });
  });
  it.each(['', 'short', Buffer.alloc(31).toString('base64'), 'ä'.repeat(44)])('is never overwritten when it holds %j', (text) => {
    const path = join(home, 'bad');
    writeFileSync(path, text);
    expect(() => keyFromFile(path)).toThrow(/does not hold base64 of 32 bytes/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
  it('says what is in the way', () => {
    expect(() => keyFromFile(home)).toThrow(/can't read the key file/);
    expect(() => keyFromFile('/proc/nowhere/key')).toThrow(/can't make the key file/);
  });
});
