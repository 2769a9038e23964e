import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { checkComparison, disagreements, withWrongCost } from './planner/agreement.ts'
import { gapsTable, measureGaps } from './planner/gaps.ts'
import { explainedTable, measureExplained } from './planner/explained.ts'
import { goalsOf, goalsTable } from './planner/goals.ts'
import { greedyTable, measureGreedy } from './planner/greedy.ts'
import { type Duel, highsTable, measureHighs } from './planner/highs.ts'
import { CLASSES, type Instances, INSTANCES, instancesOf } from './planner/instances.ts'
import { measureMemory, memoryTable } from './planner/memory.ts'
import { measureSpeed, speedTables } from './planner/speed.ts'
import { showTable, type Table } from './planner/table.ts'

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    plant: { type: 'boolean', default: false },
  },
})

/** `quick` is for CI: the same instances, less warm-up, and HiGHS on two of each class. */
const settings = flags.quick
  ? { milliseconds: 250, duels: 2, mixed: 60 }
  : { milliseconds: 1500, duels: 16, mixed: 600 }

const nights = instancesOf(96)
const speed = measureSpeed(nights, instancesOf(192), settings)
const greedy = measureGreedy(nights)
const memory = measureMemory(nights)
const explained = measureExplained(settings.milliseconds)
const duels = await measureHighs(firstOf(nights, settings.duels))

const gaps = await measureGaps(settings.mixed)

const costs = CLASSES.flatMap((kind): readonly Duel[] => duels[kind])
checkComparison(costs)
const { largest, wrong } = disagreements(flags.plant ? withWrongCost(costs) : costs)
wrong.push(...gaps.understated)
const goals = goalsOf(speed, duels, explained)
const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
}

if (flags.json) {
  const agreement = { compared: costs.length, largest, wrong }
  console.log(
    JSON.stringify({ machine, speed, greedy, memory, explained, duels, gaps, agreement, goals }, null, 2),
  )
} else {
  const tables: Table[] = [
    ...speedTables(speed, INSTANCES),
    highsTable(duels),
    gapsTable(gaps),
    greedyTable(greedy, (kind) => speed[kind].median),
    ...(memory === null ? [] : [memoryTable(memory)]),
    explainedTable(explained),
    goalsTable(goals),
  ]
  const { processor, cores, node, platform } = machine
  console.log(`${processor}, ${String(cores)} cores, ${platform}, Node ${node}; one thread\n`)
  for (const table of tables) console.log(showTable(table))
  console.log(
    `${String(costs.length)} costs compared with HiGHS: largest difference ${largest.toExponential(1)} of 1 + |cost|.`,
  )
  console.log('A wrong cost planted among them is found.')
}
for (const line of wrong) console.error(`WRONG COST ${line}`)
process.exitCode = wrong.length === 0 ? 0 : 1

function firstOf({ a, b, c, d, e }: Instances, count: number): Instances {
  const first = <T>(list: readonly T[]): readonly T[] => list.slice(0, count)
  return { a: first(a), b: first(b), c: first(c), d: first(d), e: first(e) }
}
