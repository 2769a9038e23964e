import { sql, type RawBuilder } from 'kysely'
import { expect, it } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { isConsentOpen } from '../../src/connections/consent-open.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'

const flipped = (column: string): RawBuilder<unknown> =>
  sql.raw(
    `set_bit(${column}, 8 * (octet_length(${column}) - 20), 1 - get_bit(${column}, 8 * (octet_length(${column}) - 20)))`,
  )
const cut = (column: string): RawBuilder<unknown> => sql.raw(`substring(${column} from 1 for 25)`)
/** The first four bytes of a wrapped key name the key it is wrapped under. */
const ofAnotherKey = sql.raw(`set_byte(wrapped_key, 0, 255 - get_byte(wrapped_key, 0))`)

interface Damage {
  readonly what: string
  readonly statement: RawBuilder<unknown>
}

const OF_KARI = sql`(select id from connection where driver_id = 'driver-kari')`
const DAMAGES: readonly Damage[] = [
  damage('an access token with one bit flipped', 'sealed_access', flipped('sealed_access')),
  damage('an access token that is cut off', 'sealed_access', cut('sealed_access')),
  damage('a refresh token with one bit flipped', 'sealed_refresh', flipped('sealed_refresh')),
  {
    what: 'a driver’s key with one bit flipped',
    statement: sql`update driver_key set wrapped_key = ${flipped('wrapped_key')} where driver_id = 'driver-kari'`,
  },
  {
    what: 'a driver’s key that names another key',
    statement: sql`update driver_key set wrapped_key = ${ofAnotherKey} where driver_id = 'driver-kari'`,
  },
  {
    what: 'a car’s name at its carmaker with one bit flipped',
    statement: sql`update vehicle set sealed_reference = ${flipped('sealed_reference')} where driver_id = 'driver-kari'`,
  },
]

function damage(what: string, column: string, value: RawBuilder<unknown>): Damage {
  return {
    what,
    statement: sql`update token set ${sql.ref(column)} = ${value} where connection_id = ${OF_KARI}`,
  }
}

describeOnEveryEngine('access that is damaged where it is stored', (database) => {
  const stage = useStage(database, {
    cars: [
      car({ limitPercent: 90 }),
      car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002', limitPercent: 90 }),
    ],
  })

  it.each(DAMAGES)(
    '$what, is told at the next look, costs no other car anything, and is mended by consenting anew',
    async ({ statement }) => {
      const { connection } = await connect(stage())
      await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
      await ticking(stage(), 5)
      expect(await healthOf(stage(), connection.id)).toBe('connected: all-well')
      const [ledger, asked] = [await ledgerOf(stage(), connection.id), askedOf(stage(), 'ola')]
      await statement.execute(database())
      await ticking(stage(), 40)
      expect(await healthOf(stage(), connection.id)).toBe('needs_consent: access-unreadable')
      expect(told(stage(), connection.id)).toBe(1)
      expect(await ledgerOf(stage(), connection.id)).toEqual(ledger)
      expect(askedOf(stage(), 'ola')).toBeGreaterThan(asked)
      await reconnect(stage(), connection.id)
      const before = askedOf(stage(), 'kari')
      await ticking(stage(), 5)
      expect(await healthOf(stage(), connection.id)).toBe('connected: all-well')
      expect(askedOf(stage(), 'kari')).toBeGreaterThan(before)
    },
  )

  it('is told of no connection whose access is whole, which is the control', async () => {
    const { connection } = await connect(stage())
    await ticking(stage(), 40)
    expect(await healthOf(stage(), connection.id)).toBe('connected: all-well')
    expect(told(stage(), connection.id)).toBe(0)
  })
})

/** World time goes on, a tick in five minutes. */
async function ticking(stage: Stage, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 5) {
    await stage.service.tick()
    stage.pass(300)
  }
}

async function healthOf({ deps, clock }: Stage, connectionId: string): Promise<string> {
  const known = await connectionHealth(deps.db, connectionId, clock.now())
  return `${known?.health?.state ?? 'none'}: ${known?.health?.reason ?? 'none'}`
}

function told({ log }: Stage, connectionId: string): number {
  return log.filter((line) => line.includes('access-unreadable') && line.includes(connectionId)).length
}

async function ledgerOf({ deps }: Stage, connectionId: string): Promise<readonly string[]> {
  return (await consentEvents(deps.db, connectionId)).map(({ event }) => event)
}

function askedOf({ simulator }: Stage, login: string): number {
  const vin = login === 'ola' ? '5YJ3E1EA0TEST0002' : '5YJ3E1EA0TEST0001'
  const requests = simulator.report().cars.find((one) => one.vin === vin)?.requests
  return (requests?.vehicle ?? 0) + (requests?.vehicleData ?? 0)
}

async function reconnect(stage: Stage, connectionId: string): Promise<void> {
  const connection = await findConnection(stage.deps.db, connectionId)
  if (connection === undefined) throw new Error('The connection is gone')
  expect(isConsentOpen(connection, stage.clock.now())).toBe(true)
  const { authorizeUrl, binding } = await openFlow(stage, connection)
  const parameters = await signIn({ authorizeUrl })
  await completeConnection(stage.deps, { carmaker: connection.carmaker, parameters, binding })
}
