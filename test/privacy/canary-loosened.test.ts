import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { settle, stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { at } from '../../src/cli/sandbox/nights.ts'
import type * as wire from '../../src/carmakers/tesla/wire.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { kindsFound, leftBehindBy, LET_LOOSE, search, type LeftBehind } from './canary-sinks.ts'

/**
 * The allow-list with one field let loose: the state of charge is whatever number the answer offers, unrounded; here the
 * latitude of home. Degrees north in Norway pass for a percentage.
 */
vi.mock('../../src/carmakers/tesla/wire.ts', async (importOriginal) => {
  const original = await importOriginal<typeof wire>()
  const withHome = z.object({ charge_state: z.object({ home_location: z.object({ latitude: z.number() }) }) })
  const vehicleDataSchema = z.object({ response: z.unknown() }).transform(({ response }) => {
    const { charge_state: strict } = original.vehicleDataSchema.parse({ response }).response
    const { latitude } = withHome.parse(response).charge_state.home_location
    return { response: { charge_state: loosened.on ? { ...strict, battery_level: latitude } : strict } }
  })
  return { ...original, vehicleDataSchema }
})
const loosened = vi.hoisted(() => ({ on: true }))

/** Kari connects, plugs in at 16:35 and is looked at; her app asks for car and plan. */
function kariPlugsIn(seed: string): Promise<LeftBehind> {
  return leftBehindBy(seed, '16:20', async ({ night, clock, open, agent }) => {
    const [kari] = DRIVERS
    if (kari === undefined) throw new Error('Nobody drives')
    const { planUrl } = await agent.connect(kari, night.postalCode, 'nb')
    await settle(open.service, clock)
    await stepWorld(open.service, clock, at(night, '17:15'))
    const [vehicle] = await listVehicles(open.database.db, { driverId: kari.driverId })
    await agent.api('GET', `/v1/vehicles/${vehicle?.id ?? ''}`, z.unknown())
    await agent.look(planUrl)
    return ''
  })
}

test('a loosened schema is found out: in the database, in its log of writes and in what the app is answered', async () => {
  expect(await kindsFound(await kariPlugsIn('loosened'))).toEqual(expect.arrayContaining([...LET_LOOSE]))
})

test('the same evening with the schema as it is leaves nothing', async () => {
  loosened.on = false
  const left = await kariPlugsIn('loosened')
  try {
    expect((await search(left.sinks, left.canaries)).hits).toEqual([])
    expect(left.report.coordinatesSent).toBeGreaterThan(10)
  } finally {
    left.remove()
  }
})
