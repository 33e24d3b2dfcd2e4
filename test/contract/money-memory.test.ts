import { MemoryStore } from '../../src/adapters/memory/index.js';
import { moneyMovesContract } from './money-moves.js';
import { rollContract } from './money-roll.js';
import { testIds, testZones } from './records.js';
import { testPolicies } from '../support/policies.js';

const open = async () => {
  const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies });
  return { store, done: () => store.close() };
};
moneyMovesContract('memory', open);
rollContract('memory', open);
