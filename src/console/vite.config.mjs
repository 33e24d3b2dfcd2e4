/**
 * How the page is built: `vite build` for the server's folder, `vite` for hot reloading while one works on it (CONTRIBUTING.md).
 * No inline script and no inline style may come out of this: the server's content security policy refuses both.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import elementPlus from 'unplugin-element-plus/vite';
import { defineConfig } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const server = process.env.DUNWELL_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: here,
  base: '/',
  publicDir: false,
  clearScreen: false,
  logLevel: process.env.DUNWELL_BUILD_LOG ?? 'warn',
  plugins: [vue(), elementPlus({})],
  // Messages are compiled by the library's own interpreter, which needs no eval.
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_I18N_FULL_INSTALL__: 'false', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false', __INTLIFY_DROP_MESSAGE_COMPILER__: 'false' },
  build: {
    outDir: process.env.DUNWELL_CONSOLE_OUT ?? '../../dist/console',
    emptyOutDir: true,
    manifest: 'manifest.json',
    license: { fileName: 'licenses.md' },
    target: 'es2022',
    // Small pictures would become data: addresses; that is allowed for images, but one file more is simpler to cache.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  // The session's cookie and the checks of Origin see one host, as they do in production.
  server: { port: 5173, strictPort: true, proxy: { '/api': { target: server }, '/desk': { target: server, ws: true, bypass: (request) => (request.headers.upgrade === 'websocket' ? undefined : '/index.html') } } },
});
