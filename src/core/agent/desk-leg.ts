import { go, type Table } from '../machine/table.js';

/**
 * The standing leg of a desk: raised when the collector goes ready, parked between calls, raised again when it drops.
 * `parked` is the only state from which a customer may be bridged.
 */
export const DESK_LEG_STATES = ['down', 'raising', 'parked', 'busy', 'recovering', 'backoff'] as const;
export type DeskLegStateName = (typeof DESK_LEG_STATES)[number];
export const DESK_LEG_EVENTS = ['wanted', 'unwanted', 'parked', 'raiseFailed', 'backoffOver', 'taken', 'letGo', 'parkLate', 'gone', 'switchLost'] as const;
export type DeskLegEventName = (typeof DESK_LEG_EVENTS)[number];
export const DESK_LEG_EFFECTS = ['raise', 'startBackoff', 'stopBackoff', 'park', 'awaitPark', 'stopAwait', 'kill', 'free', 'lost'] as const;
export type DeskLegEffect = (typeof DESK_LEG_EFFECTS)[number];

const late = 'late' as const;
const refuse = 'refuse' as const;

export const deskLegTable: Table<DeskLegStateName, DeskLegEventName, DeskLegEffect> = {
  down: {
    wanted: go('raising', 'raise'), unwanted: late, parked: late, raiseFailed: late, backoffOver: late, taken: refuse, letGo: late, parkLate: late, gone: late, switchLost: late,
  },
  raising: {
    wanted: late, unwanted: go('down', 'kill'), parked: go('parked', 'free'), raiseFailed: go('backoff', 'startBackoff', 'lost'), backoffOver: late, taken: refuse, letGo: late, parkLate: late,
    gone: go('backoff', 'startBackoff', 'lost'), switchLost: go('backoff', 'startBackoff', 'lost'),
  },
  parked: {
    wanted: late, unwanted: go('down', 'kill'), parked: late, raiseFailed: late, backoffOver: late, taken: go('busy'), letGo: late, parkLate: late,
    gone: go('backoff', 'startBackoff', 'lost'), switchLost: go('backoff', 'startBackoff', 'lost'),
  },
  // Given to a call: being bridged, or talking.
  busy: {
    wanted: late, unwanted: go('down', 'kill'), parked: late, raiseFailed: late, backoffOver: late, taken: refuse, letGo: go('recovering', 'awaitPark'), parkLate: late,
    gone: go('backoff', 'startBackoff', 'lost'), switchLost: go('backoff', 'startBackoff', 'lost'),
  },
  // The call let it go; it is free only once the switch says that it is back in park.
  recovering: {
    wanted: late, unwanted: go('down', 'kill', 'stopAwait'), parked: go('parked', 'stopAwait', 'free'), raiseFailed: late, backoffOver: late, taken: refuse, letGo: late, parkLate: go('recovering', 'park', 'awaitPark'),
    gone: go('backoff', 'stopAwait', 'startBackoff', 'lost'), switchLost: go('backoff', 'stopAwait', 'startBackoff', 'lost'),
  },
  backoff: {
    wanted: late, unwanted: go('down', 'stopBackoff'), parked: late, raiseFailed: late, backoffOver: go('raising', 'raise'), taken: refuse, letGo: late, parkLate: late, gone: late, switchLost: late,
  },
};
