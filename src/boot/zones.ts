/** The zone table in use: the shipped one, or the file a setting names. */
import { loadZones } from '../adapters/zones/index.js';

export const zoneVersion = (path: string | null): string => loadZones(path ?? undefined).version;
