/** The state tables in ARCHITECTURE.md are those of the source. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('ARCHITECTURE.md shows the tables as they are (else: node scripts/print-tables.mjs)', async () => {
  const script = fileURLToPath(new URL('../../scripts/print-tables.mjs', import.meta.url));
  const run = await promisify(execFile)(process.execPath, [script, '--check']).catch((error: unknown) => error);
  expect(run).toMatchObject({ stderr: '' });
});
