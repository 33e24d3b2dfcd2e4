import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

/** What stands in .vue files; oxlint judges everything else (.oxlintrc.json), but reads no types of those. */
export default tseslint.config(
  { ignores: ['dist/**', 'dist-*/**', '.cache/**', 'node_modules/**', 'coverage/**', 'data/**', '**/*.{js,mjs,cjs,ts}'] },
  {
    files: ['**/*.vue'],
    extends: [...tseslint.configs.strictTypeChecked, ...vue.configs['flat/essential']],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, project: './src/console/tsconfig.json', tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // There are no enums here, and classes are told apart by their members: both only cost time (a third of the whole).
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', { selector: 'MemberExpression[object.name="Intl"][property.name="DateTimeFormat"]', message: 'use core/time: the ICU zone data of Node is stale' }],
      // Text is always text: whatever comes from people, carriers and files is hostile. Styles stand in style sheets, as the page's security policy wants it.
      'vue/no-v-html': 'error', 'vue/no-static-inline-styles': 'error', 'vue/block-lang': ['error', { script: { lang: 'ts' } }], 'vue/multi-word-component-names': 'off',
      'vue/no-undef-components': ['error', { ignorePatterns: ['router-link', 'router-view'] }], 'vue/no-unused-refs': 'error', 'vue/no-template-target-blank': 'error',
    },
  },
);
