/** Where the `dunwell` command begins. */
import { processIo } from './io.js';
import { runCli } from './program.js';

// A reader that closed the pipe (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); });
const code = await runCli(process.argv.slice(2), processIo());
process.exitCode = code;
// Keep-alive sockets of fetch must not hold the prompt; what was written is flushed first.
process.stdout.write('', () => { process.stderr.write('', () => { process.exit(code); }); });
