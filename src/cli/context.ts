/** What every command is given: streams, whether to print JSON, and the API once it is needed. */
import { stdin } from 'node:process';
import type { Command } from 'commander';
import { Api, sleep } from './api.js';
import { findServer } from './credentials.js';
import { print, type Io } from './io.js';
import { askSecret } from './secret.js';

export interface Context {
  readonly io: Io;
  readonly json: boolean;
  api(): Api;
  print(value: unknown, forPeople: () => string): void;
  note(text: string): void;
}

export function contextOf(io: Io, command: Command): Context {
  const options = command.optsWithGlobals<{ json?: boolean; url?: string; token?: string }>();
  const json = options.json ?? false;
  const note = (text: string): void => { if (!json) io.err(`${text}\n`); };
  return {
    io, json, note,
    api: () => new Api(findServer(io, { ...(options.url === undefined ? {} : { url: options.url }), ...(options.token === undefined ? {} : { token: options.token }) }), (ms, why) => { note(`${why}; trying again then`); return sleep(ms, why); }, () => (stdin.isTTY ? askSecret(io, 'This needs your password again: ', false) : Promise.resolve(null))),
    print: (value, forPeople) => print(io, json, value, forPeople),
  };
}

/** A command's action: the last argument commander passes is the command itself. */
export type Act = (context: Context, args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<void>;
export const act = (io: Io, run: Act) => async (...given: unknown[]): Promise<void> => {
  const command = given[given.length - 1] as Command;
  await run(contextOf(io, command), command.processedArgs.filter((one): one is string => typeof one === 'string'), command.opts());
};
