import type { BenchReport } from './report.js';
import { reportOf } from './import-run.js';

export default (): Promise<BenchReport> => reportOf('XLSX', { kind: 'xlsx' });
