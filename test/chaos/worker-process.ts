import process from 'node:process'
import { realClock, SteppedClock, type Clock } from '../../src/base/clock.ts'
import { startTickers } from '../../src/cli/tickers.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { openPostgres } from '../../src/database/database.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { createRedisHints } from '../../src/hints/redis-hints.ts'
import { systemRandomness } from '../../src/base/random.ts'
import { DUE_TOPIC } from '../../src/service.ts'
import { stageService } from '../support/stage-service.ts'
import { freezingEvents } from './freezing-events.ts'
import { stallingCarmaker, stallingPlugin, tellingEvents, type Stall } from './dispatch-steps.ts'
import { beginningSchema, orderSchema, type Beginning, type WorkerReport } from './worker-orders.ts'

/**
 * The service in a process of its own, to be stopped and killed: real database, real adapters, the simulator elsewhere. In
 * stepped time it works when told; in running time it ticks by itself, as in production.
 */
const beginning = beginningSchema.parse(JSON.parse(process.argv[2] ?? ''))
const { databaseUrl, redisUrl, simulatorUrl } = beginning
const stepped = beginning.clock.kind === 'stepped' ? new SteppedClock(beginning.clock.now) : null
const { db } = await openPostgres({ url: databaseUrl })
const hints =
  redisUrl === null
    ? createMemoryHints(realClock)
    : await createRedisHints({ url: redisUrl, randomness: systemRandomness })
const stall: Stall = {
  step: beginning.stallAt,
  reached: () => {
    tell('reached')
  },
}
const service = stageService(
  {
    ...{ db: db.withPlugin(stallingPlugin(stall)), log: [], priceSources: [], hints },
    clock: stepped ?? runningClock(beginning),
    // A process that sends late does so because it does not see how time passes.
    processClock: beginning.sendsLate ? new SteppedClock(new Date(0)) : realClock,
    simulator: { url: simulatorUrl },
    door: { url: simulatorUrl },
  },
  { process: beginning.process, passesAtOnce: 10, anyStarts: true, isWorldTimeReal: beginning.checksClock },
)

if (stepped === null) {
  const tickers = startTickers(service, { seconds: beginning.tickSeconds, onFault: () => undefined })
  hints.onWake(DUE_TOPIC, () => {
    tickers.poke()
  })
} else {
  process.on('message', (message) => {
    stepped.stepTo(orderSchema.parse(message).now)
    void lookAfterVehicles(doomed(service.control)).then(() => {
      tell('done')
    })
  })
}
process.on('disconnect', () => process.exit())
tell('ready')

function doomed(control: ControlDependencies): ControlDependencies {
  return {
    ...control,
    carmaker: (name) => stallingCarmaker(control.carmaker(name), stall),
    events: freezingEvents(tellingEvents(control.events, stall), {
      how: beginning.freeze,
      begins: () => {
        tell('freezing')
      },
    }),
  }
}

/** The database's clock is real, so a process that checks has to have a real clock as well. */
function runningClock({ clock }: Beginning): Clock {
  if (clock.kind === 'stepped') throw new Error('A stepped clock does not run')
  const ahead = clock.world.getTime() - clock.real.getTime() + clock.aheadSeconds * 1000
  return { now: () => new Date(realClock.now().getTime() + ahead) }
}

function tell(report: WorkerReport): void {
  process.send?.(report)
}
