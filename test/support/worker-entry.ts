/**
 * Node 20 can't load TypeScript in a worker thread, so tests bundle the worker's entry from the sources as they are now
 * (rolldown, which vitest brings along; about 0.1 s) into .cache/. Production runs the file that the build compiled.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function bundled(source: string): Promise<URL> {
  const bundle = await rolldown({
    input: join(root, source), platform: 'node', logLevel: 'silent',
    // Packages stay outside: they are found from .cache/ as from src/.
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const { code } = output[0];
  const folder = join(root, '.cache', 'test-workers');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return pathToFileURL(file);
}
let entry: Promise<URL> | undefined;
export const storeWorkerEntry = (): Promise<URL> => (entry ??= bundled('src/boot/store-worker.ts'));
