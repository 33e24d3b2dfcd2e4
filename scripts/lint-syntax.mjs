/** ESLint's own ban by syntax, for oxlint, which has every other rule we use. */
import { builtinRules } from 'eslint/use-at-your-own-risk';

export default { meta: { name: 'syntax' }, rules: { 'no-restricted-syntax': builtinRules.get('no-restricted-syntax') } };
