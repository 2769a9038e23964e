import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const SOURCES = [
  'src/**/*.ts',
  'test/**/*.ts',
  'scripts/**/*.ts',
  'bench/**/*.ts',
  'examples/**/*.ts',
  '*.config.ts',
]
const REAL_CLOCK_AND_RANDOMNESS = ['src/base/clock.ts', 'src/base/random.ts']

const forbiddenTime = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take a Clock as an argument: time is injected.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take a Clock as an argument: time is injected.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take a Randomness as an argument: randomness is injected.',
  },
]
/** What these tell depends on where the machine stands. */
const forbiddenZone = [
  {
    selector:
      'CallExpression[callee.property.name=/^((get|set)(Hours|Minutes|Day|Date|Month|FullYear)|getTimezoneOffset|to(Locale)?(Date|Time)String)$/]',
    message:
      'That is the time zone of the process: take local-time.ts with the zone of the site, or getUTC….',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length>1]",
    message: 'That is the time zone of the process: take localInstant() with the zone of the site.',
  },
]
/** Of date-fns only what is exact: days, weeks and months are by the time zone of the process. */
const exactOfDateFns = {
  name: 'date-fns',
  allowImportNames: ['Milliseconds', 'Seconds', 'Minutes', 'Hours']
    .flatMap((unit) => [`add${unit}`, `sub${unit}`, `differenceIn${unit}`])
    .concat('max', 'min', 'startOfSecond'),
  message:
    'It reckons by the time zone of the process: take base/calendar.ts, or base/local-time.ts with a zone.',
}
const forbiddenBarrels = [
  { selector: 'ExportAllDeclaration', message: 'Import from the file that holds the thing.' },
  { selector: 'ExportNamedDeclaration[source]', message: 'Import from the file that holds the thing.' },
]
const openSchemas = [
  {
    selector:
      "CallExpression[callee.object.name='z'][callee.property.name=/^(any|unknown|record|looseObject|json)$/]",
    message: 'What a carmaker sends passes an allow-list: name every field and value.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(passthrough|loose|catchall)$/]',
    message: 'What a carmaker sends passes an allow-list: name every field and value.',
  },
]

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.ladeplan/', 'data/', 'src/pages/assets/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.cjs', 'bin/**/*.js'],
    languageOptions: { globals: { module: 'writable', require: 'readonly', process: 'readonly' } },
  },
  {
    files: SOURCES,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50 }],
      // An exhaustive switch counts once: it is a table, not a maze.
      complexity: ['error', { max: 10, variant: 'modified' }],
      'max-params': ['error', 4],
      // `== null` asks for null or undefined in one go; nothing else is compared loosely.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...forbiddenTime, ...forbiddenZone, ...forbiddenBarrels],
      'no-restricted-imports': ['error', { paths: [exactOfDateFns] }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only main.ts and cli/ touch the process.' },
      ],
      'no-restricted-imports': ['error', { paths: ['process', 'node:process', exactOfDateFns] }],
    },
  },
  { files: ['src/base/calendar.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/base/units.ts'], rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  {
    files: REAL_CLOCK_AND_RANDOMNESS,
    rules: { 'no-restricted-syntax': ['error', ...forbiddenZone, ...forbiddenBarrels] },
  },
  {
    files: ['src/carmakers/**/*wire.ts', 'src/carmakers/**/webhook.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...forbiddenTime,
        ...forbiddenZone,
        ...forbiddenBarrels,
        ...openSchemas,
      ],
    },
  },
  { files: ['src/cli/**', 'scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  // One `describe` holds a whole table of cases.
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off', 'no-restricted-imports': 'off' } },
)
