export { shiftedClock, shiftToWorkday, systemClock, type ClockOptions, type Shift } from './clock.js';
export { cryptoDice, seededDice } from './dice.js';
export { uuidIds } from './ids.js';
export { logOver, makeLog, makePino, type LogLevel, type LogOptions } from './log.js';
export { maskText } from './mask.js';
export { prometheusMetrics, type PrometheusMetrics } from './metrics.js';
export { loopMeter } from './load.js';
