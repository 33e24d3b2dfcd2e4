import type { BenchReport } from './report.js';
import { reportOf } from './import-run.js';

export default (): Promise<BenchReport> => reportOf('CSV, two phones and twelve schedule rows each', { kind: 'wide', seconds: 60, mb: 400 });
