/** A secret from the keyboard, without showing it, or the first line of standard input. Never an option: those show in `ps`. */
import { stdin } from 'node:process';
import { CliError, EXIT } from './exit.js';
import type { Io } from './io.js';

export async function askSecret(io: Io, prompt: string, fromStdin: boolean): Promise<string> {
  if (fromStdin || !stdin.isTTY) {
    let text = '';
    for await (const chunk of stdin) text += String(chunk);
    const [line = ''] = text.split(/\r?\n/);
    if (line === '') throw new CliError(EXIT.usage, 'cli.usage', 'no password on standard input');
    return line;
  }
  io.err(prompt);
  return new Promise((resolve, reject) => {
    let typed = '';
    stdin.setRawMode(true).resume().setEncoding('utf8');
    const end = (finish: () => void): void => { stdin.off('data', key); stdin.setRawMode(false).pause(); io.err('\n'); finish(); };
    const key = (chunk: string): void => {
      for (const one of chunk) {
        if (one === '\r' || one === '\n') { end(() => { resolve(typed); }); return; }
        if (one === '\u0003' || one === '\u0004') { end(() => { reject(new CliError(EXIT.interrupted, 'cli.interrupted', 'interrupted')); }); return; }
        typed = one === '\u007f' || one === '\b' ? typed.slice(0, -1) : typed + one;
      }
    };
    stdin.on('data', key);
  });
}
