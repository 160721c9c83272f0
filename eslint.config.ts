import js from '@eslint/js'
import prettier from 'eslint-config-prettier/flat'
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import security from 'eslint-plugin-security'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import typescript from 'typescript-eslint'
import { boundaries } from './scripts/lint/boundaries.ts'
import { fileNames } from './scripts/lint/file-names.ts'
import { typedParser } from './scripts/lint/typed-parser.ts'

const tests = ['**/*.test.ts', '**/*.bench.ts', 'tests/**']
const configuration = ['*.config.ts']
const application = ['src-*/**/*.ts', 'src-*/**/*.vue']

export default defineConfig(
  { ignores: ['out/', 'dist/', 'artifacts/', 'coverage/', 'test-results/', 'playwright-report/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  js.configs.recommended,
  security.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', { max: 300 }],
      // These flag every indexed access, computed path, repetition in an expression and `===` beside the word key, not what is dangerous about them;
      // noUncheckedIndexedAccess, the boundary rules and the parsers' property tests guard those here.
      'security/detect-object-injection': 'off',
      'security/detect-non-literal-fs-filename': 'off',
      'security/detect-non-literal-regexp': 'off',
      'security/detect-unsafe-regex': 'off',
      'security/detect-possible-timing-attacks': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.config.ts'], languageOptions: { globals: globals.node } },
  // Functions in these are evaluated in the window.
  { files: ['scripts/bench/**/*.mjs', 'scripts/demo-walk.mjs'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  // The scripts start programs and load modules that are named in a constant or found on this machine.
  {
    files: ['scripts/**', 'tests/**', 'demo-tenant/**/*.test.ts'],
    rules: { 'security/detect-child-process': 'off', 'security/detect-non-literal-require': 'off', 'no-unsanitized/method': 'off' },
  },

  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: {
      parser: typedParser,
      parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/array-type': 'off',
      // Non-null assertions are not allowed, so a cast with its reason is what remains.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An empty text is as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Spread into code points, which is what a text is compared and shown by here.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // process.env and index signatures are read with brackets where the compiler asks for it.
      // There are no enums: erasableSyntaxOnly keeps them out.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'no-undef': 'off',
    },
  },

  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: typedParser } },
    rules: {
      'max-lines': ['error', { max: 200 }],
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-undef-components': 'error',
      'vue/no-template-target-blank': 'error',
      // What another component exposes has no type outside vue-tsc, which checks it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  // A component's type is only known to vue-tsc.
  {
    files: ['src-renderer/main.ts', 'src-renderer/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-argument': 'off' },
  },

  { files: application, ignores: tests, rules: { 'no-console': 'error' } },
  ...boundaries,
  fileNames,

  {
    files: tests,
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Hostile texts among the data.
      'no-script-url': 'off',
      // Playwright reads which fixtures a function takes from its pattern.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
  // Some plugins come without types.
  { files: configuration, extends: [typescript.configs.disableTypeChecked] },
  prettier,
)
