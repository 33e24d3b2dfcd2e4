/** Schemas are compiled when a route is first asked: here all of them are, so that none waits for a customer to be found wrong. */
import SerializerSelector from '@fastify/fast-json-stringify-compiler';
import type { RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { createHttpServer } from '../../src/http/server.js';
import { makeWorld } from './doubles.js';

it('every schema of every route compiles', async () => {
  const world = await makeWorld();
  const app = createHttpServer(world.deps);
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => { routes.push(route); });
  await app.ready();
  const compile = SerializerSelector()({}, {});
  let made = 0;
  for (const { url, method, schema } of routes) {
    const where = { method: String(method), url };
    const answers = (schema?.response ?? {}) as Readonly<Record<string, object>>;
    for (const [httpStatus, one] of Object.entries(answers)) {
      const content = 'content' in one ? Object.values(one.content as Readonly<Record<string, { readonly schema?: object }>>).flatMap((kind) => kind.schema ?? []) : [one];
      for (const written of content) { compile({ ...where, httpStatus, schema: written }); made += 1; }
    }
    for (const part of [schema?.body, schema?.querystring, schema?.params, schema?.headers]) if (part !== undefined) { Compile(part as TSchema); made += 1; }
  }
  expect(routes.length).toBeGreaterThan(200);
  expect(made).toBeGreaterThan(400);
  await app.close();
  await world.app.close();
});
