/** `docs/import.md` lists every header from the table itself. Out of date? `UPDATE_DOCS=1 npx vitest run test/import/docs.test.ts` */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIELDS } from '../../src/core/intake/index.js';
import type { FieldSpec } from '../../src/core/intake/index.js';

const FILE = new URL('../../docs/import.md', import.meta.url);
const BEGIN = '<!-- headers: written from src/core/intake/fields.ts -->';
const END = '<!-- end of headers -->';
const DIALED = new Set(['debtor', 'coDebtor', 'guarantor']);

function table(): string {
  const rows = FIELDS.map((spec: FieldSpec) => {
    const role = spec.role === undefined || spec.kind !== 'phone' ? '' : ` Role: ${spec.role}${DIALED.has(spec.role) ? '' : ' (no duty to pay)'}.`;
    return `| \`${spec.field}\`${spec.many ? ' (n)' : ''} | ${spec.zh.join(' · ')} | ${spec.en.join(' · ')} | ${spec.says}.${role} |`;
  });
  return ['| field | 中文 | English | what it says |', '|---|---|---|---|', ...rows].join('\n');
}

test('docs/import.md lists every recognised header', () => {
  const text = readFileSync(FILE, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  const wanted = `${before}${BEGIN}\n\n${table()}\n\n${END}${after}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, wanted);
  else expect(text).toBe(wanted);
});

test('no header stands for two fields', async () => {
  const { headerKey } = await import('../../src/core/intake/index.js');
  const seen = new Map<string, string>();
  for (const spec of FIELDS) for (const word of [...spec.zh, ...spec.en]) {
    expect([word, seen.get(headerKey(word)) ?? spec.field]).toEqual([word, spec.field]);
    seen.set(headerKey(word), spec.field);
  }
});
