import { it } from 'vitest';
import { twoProcesses } from './two-processes.js';

it('two processes permit one debtor at once, and the limit holds: 150 rounds', () => twoProcesses(150), 120_000);
