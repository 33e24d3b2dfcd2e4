/** `docs/imports.md` lists every header from the tables themselves. Out of date? `UPDATE_DOCS=1 npx vitest run test/import/docs.test.ts` */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIELDS_OF, IMPORT_KINDS, NEEDED, type FieldSpec, type ImportKind } from '../../src/core/intake/index.js';

const FILE = new URL('../../docs/imports.md', import.meta.url);
const BEGIN = '<!-- headers: written from src/core/intake -->';
const END = '<!-- end of headers -->';
const DIALED = new Set(['debtor', 'coDebtor', 'guarantor']);
const TITLES: Readonly<Record<ImportKind, string>> = { placement: 'placement 委案', update: 'update 更新', payment: 'payment 还款', recall: 'recall 撤案、结清、退案、留案', history: 'history 历史记录' };

function table(kind: ImportKind): string {
  const rows = FIELDS_OF[kind].map((spec: FieldSpec) => {
    const role = spec.role === undefined || spec.kind !== 'phone' ? '' : ` Role: ${spec.role}${DIALED.has(spec.role) ? '' : ' (no duty to pay)'}.`;
    return `| \`${spec.field}\`${spec.many ? ' (n)' : ''} | ${spec.zh.join(' · ')} | ${spec.en.join(' · ')} | ${spec.says}.${role} |`;
  });
  return [`### ${TITLES[kind]}`, '', `Needed: ${NEEDED[kind].map((one) => one.what).join('; ')}.`, '', '| field | 中文 | English | what it says |', '|---|---|---|---|', ...rows].join('\n');
}

test('docs/imports.md lists every recognised header of every kind', () => {
  const text = readFileSync(FILE, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  const wanted = `${before}${BEGIN}\n\n${IMPORT_KINDS.map(table).join('\n\n')}\n\n${END}${after}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, wanted);
  else expect(text).toBe(wanted);
});

test.each(IMPORT_KINDS)('no header of a %s file stands for two fields', async (kind) => {
  const { headerKey } = await import('../../src/core/intake/index.js');
  const seen = new Map<string, string>();
  for (const spec of FIELDS_OF[kind]) for (const word of [...spec.zh, ...spec.en]) {
    expect([word, seen.get(headerKey(word)) ?? spec.field]).toEqual([word, spec.field]);
    seen.set(headerKey(word), spec.field);
  }
});
