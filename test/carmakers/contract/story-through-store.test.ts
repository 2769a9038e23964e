import { addMinutes } from 'date-fns'
import { describe, expect, it } from 'vitest'
import type { CommandOutcome } from '../../../src/carmakers/outcome.ts'
import type { CarmakerApi, Reading } from '../../../src/carmakers/port.ts'
import { stepWorld } from '../../../src/cli/sandbox/step-world.ts'
import { findConnection } from '../../../src/connections/connection-store.ts'
import { inRegion } from '../../../src/connections/in-region.ts'
import { openAccessToken, openRefreshToken } from '../../../src/connections/sealed-tokens.ts'
import { findTokens } from '../../../src/connections/token-store.ts'
import { withAccess } from '../../../src/connections/tokens.ts'
import type { ControlDependencies } from '../../../src/control/dependencies.ts'
import { withdrawConsent } from '../../../src/control/driver-controls.ts'
import { findDriverKey, NoDriverKeyError } from '../../../src/keys/key-store.ts'
import { openReference } from '../../../src/vehicles/reference-store.ts'
import { describeOnEveryEngine } from '../../support/database.ts'
import { connect, useStage, type Stage } from '../../support/stage.ts'
import { BRANDS } from './brands.ts'

type Call<T> = (api: CarmakerApi, accessToken: string, reference: string) => Promise<T>

/** A connected car as a process finds it in the database; nothing of it is held in memory. */
interface StoredCar {
  readonly connectionId: string
  readonly vehicleId: string
}

/** {@link story.test.ts} plays the same with tokens in hand. Here every call finds its token and its car where the service does. */
describeOnEveryEngine('the contract of a carmaker, through what is stored', (database) => {
  const stage = useStage(database)

  describe.each(BRANDS.map(({ name }) => name))('a driver of %s', (carmaker) => {
    const connected = async (): Promise<StoredCar> => {
      const { connection, vehicle } = await connect(stage(), { home: { carmaker } })
      return { connectionId: connection.id, vehicleId: vehicle.id }
    }
    /** Called by a process that took no part in the consent. */
    const ask = <T>(car: StoredCar, call: Call<T>): Promise<T> => callAs(stage().another().control, car, call)
    const status = async (car: StoredCar): Promise<string> => {
      const reading = await ask(car, read)
      return reading.kind === 'state' ? reading.state.status : reading.kind
    }
    const version = async ({ connectionId }: StoredCar) =>
      (await findTokens(database(), connectionId))?.version

    it('consents, and what the carmaker gives lies sealed: its key opens it, its bytes tell nothing', async () => {
      const { connectionId: id } = await connected()
      const stored = await findTokens(database(), id)
      const connection = await findConnection(database(), id)
      if (stored === undefined || connection === undefined) throw new Error('Nothing was stored')
      const { kek } = stage().deps
      const key = await findDriverKey(database(), kek, connection.driverId)
      const row = { table: 'token', id } as const
      const opened = [openAccessToken(key, row, stored), openRefreshToken(key, row, stored)]
      const { secrets } = stage().simulator.report()
      expect(secrets).toEqual(expect.arrayContaining(opened))
      const secretsIn = (...bytes: Buffer[]): readonly string[] =>
        secrets.filter((secret) => Buffer.concat(bytes).includes(secret))
      expect(secretsIn(stored.sealedAccess, stored.sealedRefresh)).toEqual([])
      expect(secretsIn(stored.sealedAccess, Buffer.from(opened.join('')))).toEqual(
        expect.arrayContaining(opened),
      )
      expect(connection).toMatchObject({ state: 'connected', carmaker })
    })

    it('has a car that is listed, stops, starts, is full at its limit and drives away, under renewed tokens', async () => {
      const car = await connected()
      const listed = await ask(car, (api, accessToken) => api.listVehicles(accessToken))
      const [vin] = stage().simulator.report().vins
      expect(listed.map((one) => one.vin)).toEqual([vin])
      stage().pass(60)
      expect(await ask(car, stop)).toEqual({ kind: 'done', alreadySo: false })
      stage().pass(15)
      expect(await status(car)).toBe('connected')
      expect(await ask(car, start)).toEqual({ kind: 'done', alreadySo: false })
      stage().pass(15)
      expect(await status(car)).toBe('charging')
      expect(await version(car)).toBe(1)
      stage().pass(5 * 3_600)
      expect(await status(car)).toBe('complete')
      stage().pass(9 * 3_600)
      expect(await status(car)).toBe('disconnected')
      expect(await version(car)).toBeGreaterThan(1)
      expect(await ask(car, start)).toEqual({ kind: 'refused', because: 'disconnected' })
    })

    it('stays connected for a year: each stored refresh token is spent once, and only when it is time', async () => {
      const car = await connected()
      for (let month = 1; month <= 12; month++) {
        stage().pass(30 * 86_400)
        expect(await status(car)).toBe('disconnected')
        expect(await status(car)).toBe('disconnected')
        expect(await version(car)).toBe(1 + month)
      }
      expect(stage().simulator.report().tokenRequests).toMatchObject({ refreshes: 12, reused: 0, refused: 0 })
    })

    it('withdraws when the token has ended: the grant is revoked all the same, and nothing is left to call with', async () => {
      const car = await connected()
      stage().pass(9 * 3_600)
      await withdrawConsent(stage().deps, car.connectionId)
      await playOn(stage(), 1)
      const { revocations, requestsAfterRevocation } = stage().simulator.report()
      expect(revocations).toMatchObject([{ login: 'kari' }])
      expect(await findConnection(database(), car.connectionId)).toMatchObject({ state: 'withdrawn' })
      expect(await findTokens(database(), car.connectionId)).toBeUndefined()
      await expect(ask(car, read)).rejects.toThrow(NoDriverKeyError)
      expect(requestsAfterRevocation).toBe(0)
    })
  })
})

const read: Call<Reading> = (api, accessToken, reference) => api.readChargeState(accessToken, reference)
const stop: Call<CommandOutcome> = (api, accessToken, reference) => api.stopCharging(accessToken, reference)
const start: Call<CommandOutcome> = (api, accessToken, reference) => api.startCharging(accessToken, reference)

/** As control calls: the token from the vault, renewed if it is time, the car's reference from its seal. */
async function callAs<T>(
  deps: ControlDependencies,
  { connectionId, vehicleId }: StoredCar,
  call: Call<T>,
): Promise<T> {
  const connection = await findConnection(deps.db, connectionId)
  if (connection === undefined) throw new Error('There is no such connection')
  return withAccess(deps, connection, async (accessToken, key) => {
    const reference = await openReference(deps.db, key, vehicleId)
    return inRegion(deps, { connection, accessToken }, (api) => call(api, accessToken, reference))
  })
}

async function playOn({ service, clock }: Stage, minutes: number): Promise<void> {
  await stepWorld(service, clock, addMinutes(clock.now(), minutes))
}
