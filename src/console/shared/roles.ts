/** The roles one can give, in the order people look for them. */
import type { User } from './calls.js';

export const ROLE_NAMES: readonly User['role'][] = ['collector', 'teamLead', 'supervisor', 'compliance', 'quality', 'allocator', 'finance', 'legal', 'auditor', 'integrator', 'administrator'];
