/** Events and replies as bytes on the event socket, exactly as mod_event_socket writes them. Lengths count bytes. */
import type { RawEvent } from './event.js';

export type EventFormat = 'plain' | 'json';

/** The whole frame of an event. */
export function eventFrame(event: RawEvent, format: EventFormat): string {
  const text = format === 'json' ? jsonText(event) : plainText(event);
  return `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-${format}\n\n${text}`;
}

/** Headers, blank line, body: what `uuid_dump` answers too. */
export function plainText(event: RawEvent): string {
  const text = event.blocks.map((b) => b.plain).join('');
  if (event.body === undefined || event.body === '') return `${text}\n`;
  return `${text}Content-Length: ${Buffer.byteLength(event.body)}\n\n${event.body}`;
}

function jsonText(event: RawEvent): string {
  let text = '{';
  for (const b of event.blocks) {
    const part = b.json;
    if (part === '') continue;
    if (text.length > 1) text += ',';
    text += part;
  }
  if (event.body !== undefined) text += `,"Content-Length":"${Buffer.byteLength(event.body)}","_body":${JSON.stringify(event.body)}`;
  return `${text}}`;
}

export const AUTH_REQUEST = 'Content-Type: auth/request\n\n';

/** `Reply-Text` of a command. */
export const commandReply = (text: string): string => `Content-Type: command/reply\nReply-Text: ${text}\n\n`;

export const jobReply = (job: string): string => `Content-Type: command/reply\nReply-Text: +OK Job-UUID: ${job}\nJob-UUID: ${job}\n\n`;

export function apiResponse(text: string): string {
  const said = text === '' ? '-ERR no reply\n' : text;
  return `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(said)}\n\n${said}`;
}

export const DISCONNECT_NOTICE =
  'Content-Type: text/disconnect-notice\nContent-Length: 67\n\nDisconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';
