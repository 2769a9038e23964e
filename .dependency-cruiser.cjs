// Who may import whom in src/. The rooms stand in the order in which data flows; a room may import itself and the rooms
// before it. The same list serves the table ownership check and the architecture page.
const rooms = require('./test/architecture/rooms.json')

const inOrder = rooms.map((room, index) => ({
  name: `${room}-imports-only-rooms-above`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${rooms.slice(0, index + 1).join('|')})/` },
}))

/** A library that only some files may know. */
function onlyIn(library, where) {
  return {
    name: `${library}-only-where-it-belongs`,
    severity: 'error',
    from: { path: '^src/', pathNot: where },
    to: { path: `(^|/)node_modules/(@types/)?${library}/` },
  }
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    // cli/ may call anything but the process's own entry; service.ts wires everything but the entries.
    ...inOrder.filter(({ name }) => !name.startsWith('cli-')),
    {
      name: 'cli-never-imports-main',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'service-never-imports-an-entry',
      severity: 'error',
      from: { path: '^src/service\\.ts$' },
      to: { path: '^src/(cli/|main\\.ts$)' },
    },
    {
      name: 'every-file-stands-in-a-room',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(service\\.ts$|main\\.ts$|(${rooms.join('|')})/)` },
      to: {},
    },
    {
      name: 'simulator-imports-only-base',
      severity: 'error',
      comment: 'A simulator that shares code with what it tests shares its faults.',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/(base|simulator)/' },
    },
    {
      name: 'planning-is-pure',
      severity: 'error',
      comment: 'Not even through another file: no disk, network, database or log.',
      from: { path: '^src/planning/' },
      to: {
        reachable: true,
        path: [
          '^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process|worker_threads|process|timers)(/|$)',
          '(^|/)node_modules/(kysely|pg|@electric-sql|ioredis|axios|express|pino|prom-client|node-schedule)/',
        ],
      },
    },
    {
      name: 'backtests-need-no-database-and-no-network',
      severity: 'error',
      from: { path: '^src/backtest/' },
      to: { reachable: true, path: '(^|/)node_modules/(kysely|pg|@electric-sql|ioredis|axios|express)/' },
    },
    {
      name: 'the-oracle-knows-physics-only',
      severity: 'error',
      comment: 'A judge that shares code with the accused shares its faults.',
      from: { path: '^src/backtest/oracle/' },
      to: { path: '^src/', pathNot: '^src/(base|backtest/oracle)/' },
    },
    onlyIn('@electric-sql', '^src/database/'),
    onlyIn('pg', '^src/database/'),
    onlyIn('ioredis', '^src/hints/'),
    onlyIn('pino', '^src/observability/'),
    onlyIn('prom-client', '^src/observability/'),
    onlyIn('express', '^src/(http|pages|simulator)/|^src/service\\.ts$'),
    onlyIn('oauth4webapi', '^src/(carmakers|connections)/'),
    onlyIn('node-schedule', '^src/(control|service\\.ts$|cli/)'),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
