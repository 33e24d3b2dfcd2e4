import type { CampaignSettings } from '../../src/core/campaign/settings.js';

/** Any settings: the store only keeps them. */
export const DEFAULT_TEST_SETTINGS: CampaignSettings = {
  mode: 'progressive', zone: 'Asia/Shanghai', window: { name: 'day', from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5] },
  caps: { perPhonePerDay: 3, perPartyPerDay: 5, phoneSpacing: 3_600_000 }, abandonTarget: 0.02, maxDialLevel: 2, ringTimeout: 30_000, order: 'priority',
  recycle: { busy: { delay: 600_000, max: 3, nextNumber: false } }, maxAttempts: 10, wrapUp: { limit: 0, then: 'ready' }, preview: { limit: 0, autoDial: false }, skills: [],
  safeHarbourMessage: 'safe.wav', voicemailMessage: 'vm.wav', record: true, kind: 'interactive', dispositionRoot: null, scriptId: null, hopperSize: 500, trunks: [], node: null,
  defaultCountry: 'CN', segment: null, binding: null,
};
