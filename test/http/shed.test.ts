/** While the server is overloaded: what can wait is refused with Retry-After, what calls need is answered. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StoreBusy, StoreFault } from '../../src/app/store/errors.js';
import { makeWorld, NOW, type Said, type World } from './doubles.js';

let world: World;
beforeAll(async () => { world = await makeWorld(); });
afterAll(() => world.app.close());
const overloaded = (level: 'slow' | 'stop' | null): void => { world.conductor.view = { ...world.conductor.view, ...(level === null ? { load: undefined } : { load: { level, since: NOW, text: 'the server is overloaded, nothing new is dialed: timers come 900 ms late', because: { signal: 'loopDelay', value: 900 } } }) } as typeof world.conductor.view; };
const ask = (url: string, method: 'GET' | 'POST' = 'GET', payload?: object) => world.as('a-supervisor', { method, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }) });
const REPORT = '/reports/calls?from=2027-01-15&to=2027-01-15&by=day';

it('stop: reports wait, with a time to come back', async () => {
  overloaded('stop');
  const answer = await ask(REPORT);
  expect([answer.statusCode, answer.headers['retry-after'], answer.json<Said>().code]).toEqual([503, '15', 'server.overloaded']);
  expect((await world.as(null, { method: 'GET', url: `/api/v1${REPORT}` })).statusCode).toBe(401);
  overloaded(null);
});
it('stop: what a call needs is answered', async () => {
  overloaded('stop');
  for (const url of ['/live', '/cases?limit=5', '/me', '/campaigns']) expect((await ask(url)).statusCode, url).toBe(200);
  expect((await ask('/live')).json<{ load: { level: string } }>().load.level).toBe('stop');
  overloaded(null);
});
it('slow, and at ease: everything is answered', async () => {
  for (const level of ['slow', null] as const) { overloaded(level); expect((await ask(REPORT)).statusCode).toBe(200); }
});
it('a database that has no room for one more question is 503, not 500', async () => {
  const find = world.store.find.bind(world.store);
  world.store.find = () => Promise.reject(new StoreBusy('5000 reads wait for the database already'));
  const answer = await ask('/cases?limit=5');
  world.store.find = find;
  expect([answer.statusCode, answer.headers['retry-after'], answer.json<Said>().code]).toEqual([503, '2', 'server.overloaded']);
});
it('a disk that takes no writes is 503 in words, without the path', async () => {
  const find = world.store.find.bind(world.store);
  world.store.find = () => Promise.reject(new StoreFault('read_only', 'the disk takes no writes (/srv/secret/dunwell.db: SQLITE_IOERR_WRITE)'));
  const answer = await ask('/cases?limit=5');
  world.store.find = find;
  expect([answer.statusCode, answer.headers['retry-after'], answer.json<Said>().code]).toEqual([503, '10', 'store.refused']);
  expect(answer.body).not.toContain('secret');
});
