import type { Destination } from '../../src/core/compliance/destination.js';

/** Where most numbers of the tests lead. */
export const MOBILE: Destination = { number: '+8613800138000', country: 'CN', kind: 'mobile' };
