import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { findConnection, type Connection } from '../../src/connections/connection-store.ts'
import { holdGrant } from '../../src/connections/hold-grant.ts'
import { returnFromFlow } from '../../src/connections/oauth-flow.ts'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import type { Database } from '../../src/database/database.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, openFlow, signIn, useStage, type OpenFlow, type Stage } from '../support/stage.ts'

const BRANDS = ['tesla', 'smartcar'] as const
const REFUSED = 'the disk is full'

describeOnEveryEngine('a grant that cannot be stored after the code is exchanged', (database) => {
  const stage = useStage(database)

  it.each(BRANDS)('is given back to %s where it is the first: nobody would ever use it', async (carmaker) => {
    const open = await agree(stage(), 'driver-kari', { carmaker })
    await failing(database(), () => expect(comeBack(stage(), open)).rejects.toThrow(REFUSED))
    expect(stage().simulator.report().revocations).toHaveLength(1)
    expect((await findConnection(database(), open.connection.id))?.state).toBe('abandoned')
    // Whoever begins again is served.
    await expect(connect(stage(), { home: { carmaker } })).resolves.toBeDefined()
  })

  it.each(BRANDS)(
    'leaves a driver of %s who renews the connection that they have, and the next try goes well',
    async (carmaker) => {
      const { connection } = await connect(stage(), { home: { carmaker } })
      await failing(database(), async () => {
        const open = await renewal(stage(), connection)
        await expect(comeBack(stage(), open)).rejects.toThrow(REFUSED)
      })
      await expectServed(stage())
      const open = await renewal(stage(), connection)
      await comeBack(stage(), open)
      await expectServed(stage())
    },
  )

  it('behind Smartcar is left where it cannot be known whose car it is', async () => {
    await connect(stage(), { home: { carmaker: 'smartcar' } })
    const open = await agree(stage(), 'driver-ola', { carmaker: 'smartcar' })
    const parameters = await signIn(open)
    const asked = { state: parameters.get('state') ?? '', binding: open.binding }
    const returned = await returnFromFlow(stage().deps, { carmaker: 'smartcar', ...asked })
    const away = () => Promise.reject(new Error(REFUSED))
    await failing(database(), () =>
      expect(holdGrant(stage().deps, returned, parameters, away)).rejects.toThrow(REFUSED),
    )
    await expectServed(stage())
    expect(stage().log.some((line) => line.includes('something-failed') && line.includes('revocation'))).toBe(
      true,
    )
  })
})

async function renewal({ deps }: Stage, { id }: Connection): Promise<OpenFlow> {
  await deps.db.updateTable('connection').set({ missing_scopes: 'one' }).where('id', '=', id).execute()
  const connection = await findConnection(deps.db, id)
  if (connection === undefined) throw new Error('The connection is gone')
  return { connection, ...(await openFlow({ deps }, connection)) }
}

async function comeBack(stage: Stage, open: OpenFlow): Promise<Connection> {
  const { connection, binding } = open
  const carmaker: CarmakerName = connection.carmaker
  return completeConnection(stage.deps, { carmaker, parameters: await signIn(open), binding })
}

/** The car is read by the connection that it has. */
async function expectServed(stage: Stage): Promise<void> {
  const { service, simulator, deps } = stage
  stage.pass(3_600)
  const before = asked(simulator)
  await service.tick()
  expect(asked(simulator)).toBeGreaterThan(before)
  const rows = await deps.db
    .selectFrom('connection')
    .select('state')
    .where('state', '=', 'connected')
    .execute()
  expect(rows).toHaveLength(1)
}

function asked(simulator: Stage['simulator']): number {
  const counts = simulator.report().cars.map(({ requests }) => requests.vehicle + requests.vehicleData)
  return counts.reduce((sum, count) => sum + count, 0)
}

/** While nothing can be written to where grants are held. */
async function failing(db: Database, work: () => Promise<unknown>): Promise<void> {
  await sql`create function refuse_grant() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is full'; end $$`.execute(db)
  await sql`create trigger refuse_grant before insert on held_grant execute function refuse_grant()`.execute(
    db,
  )
  try {
    await work()
  } finally {
    await sql`drop function refuse_grant cascade`.execute(db)
  }
}
