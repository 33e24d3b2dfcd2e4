/** The recordings of a real switch (test/transcripts), as frames and bytes. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../transcripts/', import.meta.url);
export interface TranscriptLine { readonly t: number; readonly dir: 'in' | 'out'; readonly frame: string }

export const transcriptNames: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -6)).sort();

export function transcript(name: string): readonly TranscriptLine[] {
  return readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as TranscriptLine);
}

/** What the switch sent, frame by frame. */
export function framesIn(name: string): readonly string[] {
  return transcript(name).filter((line) => line.dir === 'in' && line.frame !== '(closed)').map((line) => line.frame);
}
