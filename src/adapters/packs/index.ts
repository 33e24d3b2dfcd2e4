export { libraryTexts } from './library.js';
export { makePolicies, TEST_KEY, TEST_PACK, type PackTexts } from './policies.js';
export { shippedTexts } from './shipped.js';
export { restoreRules, type RestoredRules } from './texts.js';
