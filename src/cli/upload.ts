/** A file as a multipart body, streamed: a file of any size takes no memory. */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { randomUUID } from 'node:crypto';
import { CliError, EXIT } from './exit.js';

/** `body` begins anew each time it is asked for. */
export interface Upload { readonly type: string; readonly body: () => AsyncIterable<Uint8Array>; readonly bytes: number }

/** `fields` come before the file, so that the server knows what it is before it reads it. */
export function fileUpload(path: string, fields: Readonly<Record<string, string | undefined>>, onBytes: (sent: number, all: number) => void): Upload {
  const bytes = sizeOf(path);
  const boundary = `dunwell-${randomUUID()}`;
  const quoted = basename(path).replace(/["\r\n\\]/g, '_');
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\ncontent-type: application/octet-stream\r\n\r\n`);
    let sent = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const part = chunk as Buffer;
      sent += part.length;
      onBytes(sent, bytes);
      yield part;
    }
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  return { type: `multipart/form-data; boundary=${boundary}`, body, bytes };
}

function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new CliError(EXIT.badInput, 'file.not_file', `${path} is not a file`);
    return stat.size;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.badInput, 'file.unreadable', `${path} can't be read: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : 'permission denied'}`);
  }
}
