import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeWorld, NOW, type Said, type World } from './doubles.js';

let world: World;
afterEach(() => world.app.close());

describe('metrics', () => {
  const get = (remoteAddress: string, headers: Record<string, string> = {}) => world.app.inject({ url: '/metrics', remoteAddress, headers }).then((answer) => answer.statusCode);
  it('are open on loopback only, and not through a proxy', async () => {
    world = await makeWorld();
    expect(await get('127.0.0.1')).toBe(200);
    expect(await get('::1')).toBe(200);
    expect(await get('127.0.0.1', { 'x-forwarded-for': '1.2.3.4' })).toBe(401);
    expect(await get('127.0.0.1', { forwarded: 'for=1.2.3.4' })).toBe(401);
    expect(await get('10.0.0.1')).toBe(401);
    expect(await get('10.0.0.1', { authorization: 'Bearer wrong' })).toBe(401);
    expect(await get('10.0.0.1', { authorization: 'Bearer metrics-token' })).toBe(200);
  });
  it('need the token when the socket listens to the world, even from this machine', async () => {
    world = await makeWorld({ host: '0.0.0.0' });
    expect(await get('127.0.0.1')).toBe(401);
    expect(await get('127.0.0.1', { authorization: 'Bearer metrics-token' })).toBe(200);
  });
  it('go by the socket that really listens', async () => {
    world = await makeWorld({ host: '127.0.0.1' });
    await world.app.listen({ host: '0.0.0.0', port: 0 });
    expect(await get('127.0.0.1')).toBe(401);
  });
});

describe('health', () => {
  it('is one thing, readiness another', async () => {
    world = await makeWorld();
    expect((await world.app.inject({ url: '/healthz' })).json<Said>()).toEqual({ status: 'ok', at: NOW });
    expect((await world.app.inject({ url: '/readyz' })).json<Said>()).toEqual({ ready: true, reasons: [] });
    world.conductor.view = { ...world.conductor.view, switches: [{ node: 'fs1', up: false, since: NOW, why: 'connection refused', gateways: [] }] };
    const unready = await world.app.inject({ url: '/readyz' });
    expect([unready.statusCode, unready.json<Said>().reasons]).toEqual([503, ['switch fs1 is down: connection refused']]);
    await world.store.close();
    expect((await world.app.inject({ url: '/readyz' })).json<Said>().reasons).toContain('the database fails');
    expect((await world.app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });
});

describe('pages', () => {
  it('carry headers that keep other scripts and frames out', async () => {
    const root = mkdtempSync(join(tmpdir(), 'dunwell-console-'));
    writeFileSync(join(root, 'index.html'), '<!doctype html><title>Dunwell</title>');
    writeFileSync(join(root, '.secret'), 'x');
    world = await makeWorld({}, { consoleRoot: root });
    const page = await world.app.inject({ url: '/' });
    expect([page.statusCode, page.headers['x-frame-options'] ?? '']).toEqual([200, 'SAMEORIGIN']);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['content-security-policy']).toContain("style-src 'self';");
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    expect([page.headers['x-content-type-options'], page.headers['referrer-policy']]).toEqual(['nosniff', 'no-referrer']);
    expect((await world.as('a-collector', { url: '/api/v1/me' })).headers['cache-control']).toBe('no-store');
    expect((await world.app.inject({ url: '/desk/today', headers: { accept: 'text/html' } })).body).toContain('Dunwell');
    expect((await world.app.inject({ url: '/api/v2/x', headers: { accept: 'text/html' } })).json<Said>().code).toBe('route.unknown');
    expect((await world.app.inject({ url: '/.secret' })).statusCode).not.toBe(200);
    expect((await world.app.inject({ url: '/../package.json' })).statusCode).toBe(404);
  });
  it('are kept by browsers only where their name says what is in them, and go packed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'dunwell-console-'));
    mkdirSync(join(root, 'assets'));
    writeFileSync(join(root, 'index.html'), '<!doctype html><title>Dunwell</title>');
    writeFileSync(join(root, 'assets', 'index-abc.js'), 'plain');
    writeFileSync(join(root, 'assets', 'index-abc.js.br'), 'packed');
    world = await makeWorld({}, { consoleRoot: root });
    const asset = await world.app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect([asset.headers['cache-control'], asset.headers['content-encoding'], asset.body, asset.headers['content-type']]).toEqual(['public, max-age=31536000, immutable', 'br', 'packed', expect.stringContaining('javascript')]);
    expect((await world.app.inject({ url: '/assets/index-abc.js' })).body).toBe('plain');
    for (const url of ['/', '/desk']) expect((await world.app.inject({ url, headers: { accept: 'text/html' } })).headers['cache-control'], url).toBe('no-cache');
    expect((await world.app.inject({ url: '/assets/index-old.js' })).statusCode).toBe(404);
  });
  it('show the API', async () => {
    world = await makeWorld();
    expect((await world.app.inject({ url: '/docs/' })).headers['content-type']).toContain('text/html');
    const document = (await world.app.inject({ url: '/docs/json' })).json<Said>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['bearer', 'cookie', 'metrics']);
    expect(document.paths['/api/v1/imports']?.['post']?.requestBody?.content['multipart/form-data']).toBeDefined();
    const ids = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, doc] of Object.entries(methods)) {
        ids.add(`${method} ${path}`);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        expect((doc.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name), path).toEqual(named);
      }
    }
    expect(ids.size).toBeGreaterThan(80);
  });
});
