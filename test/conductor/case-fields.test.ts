/** A case is laid out as its creditor declared it: one key may mean one thing to one creditor and another to the next. */
import { expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { Bench } from './bench.js';

it('two creditors, one key: each its own names, in its own order; what only the operator declared comes after', async () => {
  const bench = await Bench.open({ leads: [] });
  const at = bench.now;
  const field = (id: string, entityId: string, key: string, nameZh: string, enabled = true): CreateOf => ({ kind: 'customField', at, row: { id, entityId, key, nameZh, nameEn: `${nameZh} en`, type: 'text', choices: [], enabled } });
  await bench.put(
    { kind: 'entity', at, row: { id: 'other', kind: 'creditor', name: 'Other', parentId: null, creditorGroup: null } },
    field('f1', 'operator', 'grade', '等级'), field('f2', 'operator', 'shop', '门店'),
    field('f3', 'other', 'shop', '购买门店'), field('f4', 'other', 'car', '车型'), field('f5', 'other', 'old', '停用', false),
    ...bench.debtor(0, '10102').map((one): CreateOf => (one.kind === 'case' ? { ...one, row: { ...one.row, custom: { shop: '一店', unknown: 'x' } } } : one)),
    ...bench.debtor(1, '10103').map((one): CreateOf => (one.kind === 'case' ? { ...one, row: { ...one.row, creditorId: 'other', custom: { shop: '二店', car: '轿车' } } } : one.kind === 'account' ? { ...one, row: { ...one.row, creditorId: 'other' } } : one)),
  );
  const laid = async (caseId: string) => {
    const pop = await bench.settled(bench.conductor.pop(caseId, null));
    if (!pop.ok) throw new Error(pop.error.text);
    return { fields: pop.value.fields.map((one) => `${one.key} ${one.nameZh} ${one.nameEn}`), custom: pop.value.custom };
  };
  expect(await laid('case-0')).toEqual({ fields: ['grade 等级 等级 en', 'shop 门店 门店 en'], custom: { shop: '一店', unknown: 'x' } });
  expect(await laid('case-1')).toEqual({ fields: ['shop 购买门店 购买门店 en', 'car 车型 车型 en', 'grade 等级 等级 en'], custom: { shop: '二店', car: '轿车' } });
});
