export { checkCharacter, normaliseIdentity, normaliseName, type Identity } from './identity.js';
export { maskDigits, maskIdentity, maskName, maskPhone, maskText, showPlain } from './mask.js';
export { isChineseMobile, isE164, NUMBERS_PER_CELL, PHONE_FAILURES, splitNumbers, PHONE_KINDS, type PhoneKind, type PhoneNumber } from './number.js';
