import process from 'node:process'
import { SteppedClock } from '../../src/base/clock.ts'
import { PASSES_AT_ONCE } from '../../src/cli/passes-at-once.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { stageService } from '../../test/support/stage-service.ts'
import { beginningSchema, orderSchema, type Order, type TickReport } from './tick-orders.ts'

/** The service on the embedded database in a process of its own, its carmaker elsewhere: it looks at what is due when told. */
const { directory, simulatorUrl } = beginningSchema.parse(JSON.parse(process.argv[2] ?? ''))
const clock = new SteppedClock(new Date(0))
const database = await openEmbedded({ directory, process: thisProcess })
const { db } = database
const service = stageService(
  {
    db,
    clock,
    processClock: clock,
    simulator: { url: simulatorUrl },
    door: { url: simulatorUrl },
    log: [],
    // As a service logs unless it is told otherwise.
    logLevel: 'info',
    priceSources: [],
  },
  { passesAtOnce: PASSES_AT_ONCE.embedded, anyStarts: true },
)
process.on('message', (message) => {
  void tick(orderSchema.parse(message)).then(tell)
})
process.on('disconnect', () => {
  void database.close().then(() => process.exit())
})
tell({ seconds: 0, lookedAfter: 0 })

async function tick({ now, vehicleIds }: Order): Promise<TickReport> {
  clock.stepTo(now)
  await db.updateTable('vehicle_due').set({ due_at: now }).where('vehicle_id', 'in', vehicleIds).execute()
  const begin = performance.now()
  let lookedAfter = 0
  for (let more = 1; more > 0; lookedAfter += more) more = await service.lookAfter()
  return { seconds: (performance.now() - begin) / 1000, lookedAfter }
}

function tell(report: TickReport): void {
  process.send?.(report)
}
