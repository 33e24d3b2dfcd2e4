import { it } from 'vitest';
import { twoProcesses } from '../compliance/two-processes.js';

it('two processes permit one debtor at once, and the limit holds: 1,000 rounds', () => twoProcesses(1000), 600_000);
