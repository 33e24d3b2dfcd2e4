import { expect, test } from 'vitest';
import { benchEsl } from '../../bench/esl.bench.js';

test('real events are decoded at least five times as fast as by modesl', async () => {
  const { rows } = await benchEsl(3);
  console.table(rows);
  expect(rows.find((row) => row.name.includes('production'))?.ratioToBaseline).toBeGreaterThan(5);
}, 120_000);
