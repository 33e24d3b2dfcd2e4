import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problems.js';

/** Sends a file below the root, whole or the range asked for; `gone` is the problem when it is not there. Caches keep nothing of it. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, from: { readonly root: string; readonly path: string }, headers: Readonly<Record<string, string>>, gone: { readonly code: string; readonly text: string }): Promise<FastifyReply> {
  const file = await openInside(from.root, from.path);
  if (file === null) return sendProblem(request, reply, gone);
  const size = (await file.stat()).size;
  void reply.headers({ 'accept-ranges': 'bytes', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', ...headers });
  const range = readRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    await file.close();
    void reply.header('content-range', `bytes */${size}`);
    return sendProblem(request, reply, { code: 'range.unsatisfiable', text: 'the file has no such part', at: 'Range' }, { status: 416 });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range !== null) void reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
  void reply.header('content-length', Math.max(0, end - start + 1));
  if (request.method === 'HEAD' || size === 0) {
    await file.close();
    return reply.send('');
  }
  return reply.send(file.createReadStream({ start, end, autoClose: true }));
}

/** Opens a file below the root. Null when it is not there, lies elsewhere, is no plain file, or a symlink is on the way. */
export async function openInside(root: string, path: string): Promise<FileHandle | null> {
  if (path.includes('\0')) return null;
  const asked = isAbsolute(path) ? resolve(path) : resolve(root, path);
  const within = relative(resolve(root), asked);
  if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return null;
  let file: FileHandle | null = null;
  try {
    // With the root itself resolved, any difference is a symlink below it.
    const expected = resolve(await realpath(root), within);
    if (await realpath(asked) !== expected) return null;
    file = await open(expected, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (facts.isFile()) return file;
    await file.close();
    return null;
  } catch {
    await file?.close().catch(() => null);
    return null;
  }
}

/** One range of bytes. Null: the whole file (no header, another unit, several ranges). */
export function readRange(header: string | undefined, size: number): { readonly start: number; readonly end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const length = Number(match[2]);
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size) return 'unsatisfiable';
  return end < start ? null : { start, end };
}
