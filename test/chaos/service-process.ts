import { createServer } from 'node:http'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { systemRandomness } from '../../src/base/random.ts'
import { createDriverAgent } from '../../src/cli/sandbox/driver-agent.ts'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { createSandboxService, keyOf } from '../../src/cli/sandbox/open-sandbox.ts'
import { stepWorld, type Steppable } from '../../src/cli/sandbox/step-world.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { findDriverKey } from '../../src/keys/key-store.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { openReference } from '../../src/vehicles/reference-store.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { STEPS, stallingPlugin, tellingEvents, tellingOfWritten, type Stall } from './dispatch-steps.ts'

/**
 * The service in a process of its own, to be killed: real database on disk, real adapters, the simulator elsewhere. World
 * time is the simulator's, so that a new process goes on where the dead one stopped. It works until the instant given,
 * says so, and ends.
 */
const [directory = '', simulatorUrl = '', port = '', until = '', postalCode = '', plant = '', step = ''] =
  process.argv.slice(2)

/** Says that it has come to its step and stands still there until it is killed; nothing more is written down. */
const stall: Stall = {
  step: STEPS.find((one) => one === step) ?? null,
  reached: () => {
    writeSync(process.stdout.fd, 'reached\n')
    process.kill(process.pid, 'SIGSTOP')
  },
}

const clockSchema = z.object({ now: z.coerce.date() })

async function worldClock(): Promise<SteppedClock & Steppable> {
  const response = await fetch(`${simulatorUrl}/_simulator/clock`)
  return new SteppedClock(clockSchema.parse(await response.json()).now)
}

/** The simulator moves first: if we die in between, the next process starts from the later time. */
function sharedWith(clock: SteppedClock): Steppable {
  return {
    now: () => clock.now(),
    stepTo: async (instant) => {
      const response = await fetch(`${simulatorUrl}/_simulator/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ now: instant }),
      })
      if (!response.ok) throw new Error(`The simulator's clock answered ${String(response.status)}`)
      clock.stepTo(instant)
    },
  }
}

/** The planted defect: a service that, to be on the safe side, stops every car when it starts. */
async function stopEveryCar(deps: ControlDependencies): Promise<void> {
  for (const vehicle of await listVehicles(deps.db)) {
    const connection = await findConnection(deps.db, vehicle.connectionId)
    if (connection === undefined) continue
    const key = await findDriverKey(deps.db, deps.kek, vehicle.driverId)
    const reference = await openReference(deps.db, key, vehicle.id)
    const { api } = deps.carmaker(connection.carmaker)
    await withAccess(deps, connection, (token) => api.stopCharging(token, reference))
  }
}

const clock = await worldClock()
const opened = await openEmbedded({ directory, process: thisProcess })
const database = { ...opened, db: opened.db.withPlugin(stallingPlugin(stall)) }
const kek = await keyOf(join(directory, 'key'))
const publicUrl = new URL(`http://localhost:${port}`)
const observed = createObservability({
  level: 'debug',
  destination: join(directory, 'service.log'),
  version: 'test',
})
const observability = { ...observed, events: tellingOfWritten(tellingEvents(observed.events, stall), stall) }
const service = createSandboxService(
  // What a night's commands are is counted to the last one: none is a test's.
  { clock, seed: 'kill', randomness: systemRandomness, observability, sandbox: null, firstTestCharge: false },
  { kek, database, publicUrl, simulatorUrl },
)
const server = createServer(service.app).listen(Number(port), '127.0.0.1')
await once(server, 'listening')
/** Two cars are enough to be confused, and half the work of four. */
const drivers = DRIVERS.filter(({ login }) => login === 'kari' || login === 'siri')
const existing = await database.db
  .selectFrom('connection')
  .select('id')
  .where('state', '=', 'connected')
  .execute()
if (existing.length < drivers.length) {
  const agent = createDriverAgent(publicUrl)
  for (const driver of drivers) await agent.connect(driver, postalCode, 'nb')
}
if (plant === 'stop-on-start') await stopEveryCar(service.control)
process.stdout.write('ready\n')
await stepWorld(service, sharedWith(clock), new Date(until))
const ledger = await database.db.selectFrom('command').selectAll().orderBy('sent_at').execute()
process.stdout.write(`${JSON.stringify({ ledger })}\n`)
server.close()
server.closeAllConnections()
await database.close()
