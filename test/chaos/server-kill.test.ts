import { Client } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { findPostgres, startOwnPostgres, type OwnPostgres } from '../support/own-postgres.ts'
import { countedSince, counts, everyCar } from './dispatch-count.ts'
import { flip, openWorld, settle, type World } from './dispatch-world.ts'
import { THOROUGH } from './fleet.ts'

const KILLS = THOROUGH ? 50 : 4

/** It starts a server of its own, so it runs when it is asked for, as `.ci/run` does. */
const ASKED = process.env['LADEPLAN_SERVER_KILLS'] === '1'

describe.skipIf(!ASKED || findPostgres() === undefined)(
  'PostgreSQL killed while commands are sent (LADEPLAN_SERVER_KILLS=1)',
  () => {
    let server: OwnPostgres | undefined
    let world: World | undefined
    afterEach(async () => {
      await server?.start().catch(() => undefined)
      await world?.close()
      await server?.close()
      server = world = undefined
    })

    it(
      `DU04: after each of ${String(KILLS)} kills in the middle of ten dispatches every command has reached its car once`,
      async () => {
        server = await startOwnPostgres()
        for (let kill = 0; kill < KILLS; kill++) {
          // A car may be sent twelve commands a day; each world begins a new one.
          if (kill % 4 === 0) world = await anew(world, server)
          if (world === undefined) throw new Error('no world')
          const before = counts(world.fleet)
          await flip(world)
          const work = world.fleet.service.lookAfter().catch(() => 0)
          while (received(world, before) < kill % 4) await new Promise(setImmediate)
          await server.kill()
          await work
          await server.start()
          await world.fleet.db.updateTable('vehicle_due').set({ lease_until: null }).execute()
          await settle(world)
          expect(countedSince(world.fleet, before)).toEqual(
            everyCar({ received: 1, effective: [world.wanted] }),
          )
        }
      },
      60_000 + KILLS * 30_000,
    )

    it('a server comes back although a process of the one that was killed is slow to end', async () => {
      server = await startOwnPostgres()
      const client = new Client(server.url)
      client.on('error', () => undefined)
      await client.connect()
      const { rows } = await client.query<{ id: number }>('select pg_backend_pid() as id')
      const [left] = rows
      if (left === undefined) throw new Error('no process')
      process.kill(left.id, 'SIGSTOP')
      await server.kill()
      const back = server.start()
      while (!server.said().includes('shared memory block')) await new Promise(setImmediate)
      process.kill(left.id, 'SIGCONT')
      await back
      const again = new Client(server.url)
      await again.connect()
      await again.end()
    })
  },
)

/** Commands that have reached their cars. */
function received({ fleet }: World, before: ReturnType<typeof counts>): number {
  return countedSince(fleet, before).filter((car) => car.received > 0).length
}

async function anew(world: World | undefined, server: OwnPostgres): Promise<World> {
  await world?.close()
  return openWorld(server.url)
}
