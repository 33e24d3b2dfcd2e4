import type { ZoneTable } from '../../../core/time/zones.js';
import type { Policies } from '../../ports/policies.js';
import type { Seals } from '../../ports/evidence.js';
import type { Ids } from '../../ports/system.js';
import type { Tx } from '../tx.js';

/** What a move is given, in the writer's thread. A move is synchronous and deterministic in (context, input). */
export interface MoveContext { readonly tx: Tx; readonly ids: Ids; readonly zones: ZoneTable; /** Absent: a store that chains and seals nothing (simulations, tests). */ readonly evidence?: Seals | undefined; readonly policies: Policies }
