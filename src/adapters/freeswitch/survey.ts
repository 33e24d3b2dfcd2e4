/**
 * Reads what recovery asks of a switch: who exists, who talks to whom, and our variables on each leg.
 * Parses only; switch.ts sends the commands.
 */
import { LEG_VARIABLES, type LegVariable, type SurveyedLeg } from '../../app/ports/switch.js';
import type { LegId } from '../../core/units.js';
import { isRecord, jsonEvent, jsonObject, type EslEvent } from './esl/event.js';
import { isOnTrunk, micros, type EventScope } from './events.js';

export interface ChannelRow {
  readonly leg: LegId;
  readonly direction: 'inbound' | 'outbound';
  readonly name: string;
}

/** `show channels as json`; undefined when it is something else. */
export function readChannels(text: string): readonly ChannelRow[] | undefined {
  return rows(text)?.flatMap((row) => {
    const leg = row['uuid'];
    const name = row['name'];
    return typeof leg === 'string' && typeof name === 'string' ? [{ leg, name, direction: row['direction'] === 'inbound' ? 'inbound' : 'outbound' }] : [];
  });
}

/** `show bridged_calls as json`; undefined when it is something else. */
export function readBridges(text: string): readonly (readonly [LegId, LegId])[] | undefined {
  return rows(text)?.flatMap((row) => {
    const a = row['uuid'];
    const b = row['b_uuid'];
    return typeof a === 'string' && typeof b === 'string' && b !== '' ? [[a, b] as const] : [];
  });
}

/** Could this leg be ours? Legs of others (the far ends on a test switch) come in on profiles that are no trunks. */
export const mayBeOurs = (row: ChannelRow, scope: EventScope): boolean => row.direction === 'outbound' || isOnTrunk(row.name, scope);

/** `uuid_dump LEG json`; undefined when the leg is gone, or is a leg nobody of us placed or was called by. */
export function readDump(text: string, row: ChannelRow): SurveyedLeg | undefined {
  const dump = jsonEvent(text);
  if (dump === undefined) return undefined;
  const variables = ourVariables(dump);
  if (row.direction === 'outbound' && Object.keys(variables).length === 0) return undefined;
  return {
    leg: row.leg,
    direction: row.direction,
    answered: dump.get('Answer-State') === 'answered',
    createdAt: micros(dump.get('Caller-Channel-Created-Time')) ?? 0,
    variables,
  };
}

function ourVariables(dump: EslEvent): Partial<Record<LegVariable, string>> {
  const variables: Partial<Record<LegVariable, string>> = {};
  for (const name of LEG_VARIABLES) {
    const value = dump.get('variable_' + name);
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

/** A list of no rows has no `rows`. */
function rows(text: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  const list = jsonObject(text);
  if (list === undefined || typeof list['row_count'] !== 'number') return undefined;
  const found: unknown = list['rows'] ?? [];
  return Array.isArray(found) ? found.filter(isRecord) : undefined;
}
