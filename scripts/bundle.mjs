/**
 * The server and the command line as a few files: Node reads some thousand small modules three times slower than the same code in chunks.
 * Rolldown reads the TypeScript itself, as the tests do (types are checked apart). Each file that a process or a thread starts with
 * stands where its source stands, the rest in chunks/; what is imported lazily stays lazy.
 */
import { posix, relative, sep } from 'node:path';
import { at, root } from './lib.mjs';

/** What Node is told to run: the server, the command line, and the threads. test/boot/bundle.test.ts holds the list against the sources. */
export const ENTRIES = ['main', 'cli/index', 'boot/store-worker', 'boot/faults/seed-worker', 'boot/rehearsal/campaign-worker', 'boot/rehearsal/day-worker'];

/** Packages that stay in node_modules, and why each has to. */
export const OUTSIDE = {
  'better-sqlite3': 'native',
  '@node-rs/argon2': 'native',
  '@fastify/swagger-ui': 'serves files of its own folder',
  '@fastify/static': 'swagger-ui loads it too, from there: one copy is enough',
  '@fastify/swagger': 'reads its own package.json; shares yaml with swagger-ui',
  pino: 'its transports are threads started from files of its own',
  liquidjs: 'looks for templates with require.resolve',
};
/** Packages whose text looks as if they needed their folder, and why they don't. */
const HARMLESS = {
  '@fastify/cookie': 'says require() in a comment',
  commander: 'says __filename in comments',
  'fast-json-stringify': 'writes require() into code for files, which nobody asks of it here',
  fflate: 'requires nothing but worker_threads; its threads begin with a text, not a file',
};

const ofPackage = (id, names) => names.some((name) => id === name || id.startsWith(`${name}/`));
const outside = Object.keys(OUTSIDE);
const harmless = Object.keys(HARMLESS);
const placeOf = (id) => relative(at('src'), id).split(sep).join('/').replace(/\.ts$/, '.js');
const PLACE = /__DUNWELL_PLACE_([0-9a-f]+)__/g;

/** Our modules find what lies beside them (packs, zones, the page, threads) by `import.meta.url`: it goes on naming the module's own place, not its chunk's. */
const ownPlaces = {
  name: 'own-places',
  transform: {
    filter: { id: /\.ts$/, code: /import\.meta\b/ },
    handler(code, id) {
      if (/import\.meta\b(?!\.url\b)/.test(code)) this.error(`${placeOf(id)}: scripts/bundle.mjs knows import.meta.url only`);
      return { code: code.replaceAll('import.meta.url', `__DUNWELL_PLACE_${Buffer.from(placeOf(id)).toString('hex')}__`), map: null };
    },
  },
  renderChunk(code, chunk) {
    if (!code.includes('__DUNWELL_PLACE_')) return null;
    const from = posix.dirname(chunk.fileName);
    return { code: code.replace(PLACE, (_all, hex) => `new URL(${JSON.stringify(posix.relative(from, Buffer.from(hex, 'hex').toString()))}, import.meta.url).href`), map: null };
  },
};

/** A package that needs its own folder (files, threads, native code) must not come into a chunk by chance. */
const ownFolders = {
  name: 'own-folders',
  transform: {
    filter: { id: /node_modules/, code: /\b__dirname\b|\b__filename\b|\bimport\.meta\b|\bnew Worker\(|\brequire\.resolve\b|\bcreateRequire\b|\brequire\((?!['"`])/ },
    handler(_code, id) {
      const path = relative(root, id).split(sep).join('/').replace(/^.*node_modules\//, '');
      if (!ofPackage(path, harmless)) this.error(`${path} seems to look for files of its own: name its package in OUTSIDE or HARMLESS of scripts/bundle.mjs`);
      return null;
    },
  },
};

/** Into a folder: entries, chunks and their source maps. Rejects when something can't be found, or may not be bundled. */
export async function bundle(folder) {
  // Not above: this file is loaded before anything is installed.
  const { rolldown } = await import('rolldown');
  const made = await rolldown({
    cwd: root, platform: 'node', tsconfig: at('tsconfig.json'), logLevel: 'warn',
    input: Object.fromEntries(ENTRIES.map((name) => [name, at('src', `${name}.ts`)])),
    external: (id) => ofPackage(id, outside),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'node20.19' },
    plugins: [ownPlaces, ownFolders],
  });
  try {
    // Names: some code asks an error or a class for its own.
    await made.write({ dir: folder, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', sourcemap: true, sourcemapExcludeSources: true, keepNames: true });
  } finally {
    await made.close();
  }
}
