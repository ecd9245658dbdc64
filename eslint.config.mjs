import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { noFloatMoney } from './.ci/eslint-rules/no-float-money.mjs';

const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export by name; default exports are for tool configurations.' };
const noBarrel = { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that declares the thing.' };
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only config.ts reads the environment; take the value as an argument.',
};

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', '.local/', 'coverage/', '**/*.{js,cjs,mjs}']),
  {
    files: ['{src,test,bench,examples,migrations}/**/*.ts', 'ormconfig.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { portal: { rules: { 'no-float-money': noFloatMoney } } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'no-restricted-syntax': ['error', noDefaultExport, noBarrel],
      'no-unused-vars': 'off',
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-deprecated': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'portal/no-float-money': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noBarrel, noEnvironment],
    },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-syntax': ['error', noDefaultExport, noBarrel] } },
  { files: ['src/kernel/money.ts'], rules: { 'portal/no-float-money': 'off' } },
  { files: ['src/cli.ts', 'src/{demo,dev}/**/*.ts'], rules: { 'no-console': 'off' } },
  // jest's set-up files and the TypeORM command line's data source have to be default exports.
  { files: ['test/support/global-*.ts', 'ormconfig.ts'], rules: { 'no-restricted-syntax': ['error', noBarrel] } },
);
