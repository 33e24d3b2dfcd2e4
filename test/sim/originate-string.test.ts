/** Originate strings as FreeSWITCH reads them: words first, then braces, each with its own unquoting. */
import { describe, expect, it } from 'vitest';
import { parseOriginate, separate, type OriginateArguments } from '../../src/sim/switch/originate-string.js';

function parsed(text: string): OriginateArguments {
  const p = parseOriginate(text);
  if (typeof p === 'string') throw new Error(p);
  return p;
}
const variables = (text: string): Record<string, string> => Object.fromEntries(parsed(text).variables);

describe('separate', () => {
  it('splits at blanks, quotes and escapes as the switch does', () => {
    expect(separate("a 'b c'  d\\ e f", ' ')).toEqual(['a', 'b c', 'd\\ e', 'f']);
    expect(separate('a\\sb c\\nd', ' ')).toEqual(['a b', 'c\nd']);
    expect(separate('a,b\\,c,,d', ',')).toEqual(['a', 'b,c', '', 'd']);
    expect(separate("it's,fine", ',')).toEqual(["it's", 'fine']);
    expect(separate('^^:a:b', ',')).toEqual(['a', 'b']);
    expect(separate('uuid var all the rest', ' ', 3)).toEqual(['uuid', 'var', 'all the rest']);
  });
});

describe('originate', () => {
  it('reads variables, endpoint and application', () => {
    const p = parsed("{origination_uuid=u,ignore_early_media=true}sofia/gateway/c1/123 &park()");
    expect(Object.fromEntries(p.variables)).toEqual({ origination_uuid: 'u', ignore_early_media: 'true' });
    expect(p.endpoints[0]![0]!.dial).toBe('sofia/gateway/c1/123');
    expect(p.then).toEqual({ application: 'park', argument: '' });
  });

  it('cuts a value at a comma that quotes alone protect, and keeps one that is escaped', () => {
    expect(variables("{note='余额 ¥1,234.56'}x/1 &park()")).toEqual({ note: '余额 ¥1' });
    expect(variables("{note='余额 ¥1\\,234.56 元: 100% ok'}x/1 &park()")).toEqual({ note: '余额 ¥1,234.56 元: 100% ok' });
  });

  it('lets an unescaped value set other variables or dial elsewhere, as the real one would', () => {
    expect(variables('{note=a,origination_uuid=evil}x/1 &park()')).toEqual({ note: 'a', origination_uuid: 'evil' });
    expect(parsed('{note=a}b}x/1 &park()').endpoints[0]![0]!.dial).toBe('b}x/1');
    expect(parsed('{a=b}x/1,y/2|z/3 &park()').endpoints.map((e) => e.map((x) => x.dial))).toEqual([['x/1', 'y/2'], ['z/3']]);
  });

  it('takes another delimiter, several sets, and variables of one leg', () => {
    expect(variables('{^^:a=1,5:b=2}x/1 &park()')).toEqual({ a: '1,5', b: '2' });
    expect(variables('<g=0>{a=1}{b=2}x/1 &park()')).toEqual({ g: '0', a: '1', b: '2' });
    expect(Object.fromEntries(parsed('{a=1}[c=3]x/1 &park()').endpoints[0]![0]!.variables)).toEqual({ c: '3' });
  });

  it('knows what it cannot read', () => {
    expect(parseOriginate('')).toBe('usage');
    expect(parseOriginate('x/1')).toBe('usage');
    expect(parseOriginate('{a=1 &park()')).toBe('bad');
    expect(parseOriginate('{a=1} &park()')).toBe('bad');
    expect(parsed('x/1 5000 XML default name 123 30')).toMatchObject({ then: { extension: '5000' }, dialplan: 'XML', context: 'default', callerName: 'name', callerNumber: '123', timeout: 30 });
  });
});
