/** The compliance clock's data for the command line: zone table, packs, calendars. */
import { vectorPolicies } from '../adapters/packs/vector-packs.js';
import { loadZones } from '../adapters/zones/index.js';
import type { Policy } from '../core/compliance/policy.js';

/** The policy for the packs a case names, or a text that says why there is none. `zones`: another zone table than the shipped one. */
export const policiesForVectors = (zones: string | null): ((names: readonly string[]) => Policy | string) => vectorPolicies(loadZones(zones ?? undefined));
