/** All screens, area by area, in the order of the navigation. A new area is a line here. */
import { screens as bridge } from '../bridge/screens.js';
import { screens as compliance } from '../compliance/screens.js';
import { screens as desk } from '../desk/screens.js';
import { screens as library } from '../library/screens.js';
import { screens as reports } from '../reports/screens.js';
import type { Screen } from '../shared/screens.js';

export const screens: readonly Screen[] = [...desk, ...bridge, ...compliance, ...library, ...reports];
/** Where whoever is logged in begins. */
export const homeOf = (): Screen | null => screens.find((one) => one.allowed() && one.home?.() === true) ?? screens.find((one) => one.allowed()) ?? null;
