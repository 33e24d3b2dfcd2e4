/** The server's process: `npm start`, `dunwell serve` and the container all come here. */
import { serve } from './boot/serve.js';

process.exitCode = await serve({
  environment: process.env, folder: process.cwd(),
  out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); },
});
// Nothing may keep a stopped server alive; what was written is flushed first.
process.stdout.write('', () => { process.exit(); });
