/** `serve`: the server in the foreground, as `npm start` runs it. */
import type { Command } from 'commander';
import { act } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import type { Io } from '../io.js';

export function serve(program: Command, io: Io): void {
  program.command('serve').description('runs the server until it is told to stop (SIGTERM, SIGINT)')
    .addHelpText('after', '\nSettings come from the environment and dunwell.env: docs/settings.md.\n\nExamples:\n  $ dunwell serve\n  $ DUNWELL_ESL_URL=esl://127.0.0.1:8021 DUNWELL_ESL_PASSWORD=… dunwell serve')
    .action(act(io, async (context) => {
      // The whole server: loaded only when it is wanted.
      const { serve: run } = await import('../../boot/serve.js');
      const code = await run({ environment: io.env, folder: io.cwd, json: context.json, out: io.out, err: io.err });
      if (code !== 0) throw new CliError(code === EXIT.badInput ? EXIT.badInput : EXIT.failed, 'serve.failed', 'the server did not end well');
    }));
}
