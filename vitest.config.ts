import { defineConfig } from 'vitest/config'

/** Rooms whose tests touch no database, and need no more than a moment. */
const PURE = [
  'test/{base,config,observability,keys,hints,tariffs,planning,carmakers,texts,pages}/**/*.test.ts',
  'test/{prices,sites,control,sessions,performance}/**/*.test.ts',
  'test/privacy/canary-{scan,control}.test.ts',
]
/** Replace a module of the project; they must not share their modules with other files. */
const MOCKED = ['test/privacy/canary-loosened{,-stream}.test.ts']
/** Stores and loops need a database, whatever room they are in. */
const WITH_DATABASE = ['test/**/*-store.test.ts', 'test/**/*loop*.test.ts']

const WITH_SETUP = {
  pool: 'forks',
  // Nights of the whole service take half a minute on a busy machine; what they are held to is world time.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  globalSetup: 'test/support/global-setup.ts',
} as const

export default defineConfig({
  test: {
    environment: 'node',
    restoreMocks: true,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Some compare thousands of plans with oracles, which takes its time on a busy machine.
        test: { name: 'pure', include: PURE, exclude: WITH_DATABASE, isolate: false, testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.browser.ts'],
          // A page takes a second; beside other work on a busy machine a driver's night took more than a minute.
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'service',
          include: ['test/**/*.test.ts'],
          isolate: false,
          exclude: [
            ...MOCKED,
            ...PURE.map((glob) => glob.replace('/**/*.test.ts', '/**/!(*-store|*loop*).test.ts')),
          ],
          ...WITH_SETUP,
        },
      },
      { extends: true, test: { name: 'mocked', include: MOCKED, ...WITH_SETUP } },
    ],
  },
})
