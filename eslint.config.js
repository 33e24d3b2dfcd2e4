import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

/** Casts hide what the compiler would have said; `core` decides who is called, so it has none. */
const noCasts = [
  { selector: 'TSAsExpression:not([typeAnnotation.typeName.name="const"])', message: 'no casts in core: narrow or parse instead' },
  { selector: 'TSNonNullExpression', message: 'no non-null assertions in core' },
  { selector: 'TSTypeAssertion', message: 'no casts in core' },
];
/** The clock and the dice are arguments. */
const noClock = [
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'time is an argument' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'time is an argument' },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'dice are an argument' },
  { selector: 'MemberExpression[object.name="performance"]', message: 'time is an argument' },
  { selector: 'MemberExpression[object.name="process"]', message: 'no environment here' },
  { selector: 'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate|queueMicrotask)$/]', message: 'timers come from the clock port' },
];
/** For any legal question the zone table of core/time decides; ICU data in Node is too old. */
const noIntlZones = [
  { selector: 'MemberExpression[object.name="Intl"][property.name="DateTimeFormat"]', message: 'use core/time: the ICU zone data of Node is stale' },
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', 'data/**', '**/*.mjs', '*.config.*', '.dependency-cruiser.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.test.json', './src/console/tsconfig.json'], tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // There are no enums here, and classes are told apart by their members: both only cost time (a third of the whole).
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', ...noIntlZones],
    },
  },
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser } },
    // Text is always text: whatever comes from people, carriers and files is hostile. Styles stand in style sheets, as the page's security policy wants it.
    rules: { 'vue/no-v-html': 'error', 'vue/no-static-inline-styles': 'error', 'vue/block-lang': ['error', { script: { lang: 'ts' } }], 'vue/multi-word-component-names': 'off', 'vue/no-undef-components': ['error', { ignorePatterns: ['router-link', 'router-view'] }], 'vue/no-unused-refs': 'error', 'vue/no-template-target-blank': 'error' },
  },
  { files: ['src/core/**'], rules: { 'no-restricted-syntax': ['error', ...noCasts, ...noClock, ...noIntlZones] } },
  { files: ['src/app/**'], rules: { 'no-restricted-syntax': ['error', ...noClock, ...noIntlZones] } },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/require-await': 'off' } },
);
