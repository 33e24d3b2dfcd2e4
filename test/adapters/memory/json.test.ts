/** A structured column is kept as a database would keep it: what JSON makes of it, out of everybody's reach. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownJson } from '../../../src/adapters/memory/json.js';

const written = (value: unknown): unknown => JSON.stringify(value);
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
function isFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
}

describe('ownJson', () => {
  it('is what JSON would keep, frozen to the bottom', () => {
    fc.assert(fc.property(fc.anything({ withDate: true, withNullPrototype: true, withSparseArray: true, withBoxedValues: true, key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toJSON', 'length', '1')) }).filter((value) => written(value) !== undefined), (value) => {
      const kept = ownJson(value);
      expect(kept).toEqual(asJson(value));
      expect(JSON.stringify(kept)).toBe(JSON.stringify(value));
      expect(isFrozen(kept)).toBe(true);
    }), { numRuns: 500 });
  });
  it.each([
    ['numbers that JSON does not have', { a: Number.NaN, b: Infinity, c: [-Infinity], d: -0 }],
    ['what is no data', { a: undefined, b: () => 1, c: Symbol('c'), d: [undefined, () => 1] }],
    ['what says how it is written', { on: new Date(0), of: { toJSON: () => 'own' } }],
    ['a class', new (class { readonly a = 1; readonly b = new Map([[1, 2]]); })()],
    ['a name that is no plain property', JSON.parse('{"__proto__":{"a":1},"b":2}')],
  ])('%s', (_, value) => {
    expect(ownJson(value)).toEqual(asJson(value));
    expect(JSON.stringify(ownJson(value))).toBe(JSON.stringify(value));
    expect(isFrozen(ownJson(value))).toBe(true);
  });
  it('shares nothing with what it was given', () => {
    const given = { list: [1, { deep: 'a' }] };
    const kept = ownJson(given);
    given.list.push(2);
    Reflect.set(given.list[1] as object, 'deep', 'b');
    expect(kept).toEqual({ list: [1, { deep: 'a' }] });
  });
  it('refuses what JSON refuses', () => { expect(() => ownJson({ a: 1n })).toThrow(TypeError); });
});
