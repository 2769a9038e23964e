import { addSeconds } from 'date-fns'
import { beforeEach, expect, it } from 'vitest'
import { nextProber, saveWait } from '../../src/control/carmaker-wait-store.ts'
import { beginOutage, endOutage, openOutageOf } from '../../src/control/outage-store.ts'
import { appointProber, claimProbe } from '../../src/control/probe-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { nightCar } from '../journeys/night.ts'

const SINCE = new Date('2025-01-24T01:00:00Z')
const HOST = { carmaker: 'tesla', region: 'eu' } as const
const OUTAGE = {
  since: SINCE,
  traffic: 'busy',
  askedAt: SINCE,
  nextProbe: addSeconds(SINCE, 20),
  prober: null,
} as const
const at = (seconds: number): Date => addSeconds(SINCE, seconds)
const CARS = ['first', 'second', 'third']
/** Of processes that want the same call. */
const AT_ONCE = 8

describeOnEveryEngine('the one call that finds out whether a carmaker is back', (database) => {
  const cars = CARS.map((login, n) => nightCar({ login, driver: login, vin: `5YJ3E1EA0TEST000${String(n)}` }))
  const stage = useStage(database, { start: SINCE, cars })
  let ids: readonly [string, string, string]

  beforeEach(async () => {
    const all: string[] = []
    for (const login of CARS) all.push((await connect(stage(), { login, driverId: login })).vehicle.id)
    const [first = '', second = '', third = ''] = all
    ids = [first, second, third]
    await database()
      .transaction()
      .execute(async (trx) => {
        await beginOutage(trx, HOST, OUTAGE)
        for (const vehicleId of all) await saveWait(trx, { vehicleId, host: HOST, since: SINCE })
      })
  })

  const claim = (vehicleId: string, now: Date) =>
    claimProbe(database(), HOST, { vehicleId, now, nextProbe: addSeconds(now, 15) })
  const appoint = async (prober: string, when: Date) => {
    const known = (await openOutageOf(database(), HOST)) ?? OUTAGE
    return appointProber(database(), HOST, { known, prober, at: when })
  }

  it('is given to one of all who want it at the same time, and not before it may be made', async () => {
    expect(await claim(ids[0], at(19))).toBe(false)
    const claims = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => claim(ids[n % 3] ?? ids[0], at(20))),
    )
    expect(claims.filter((isGiven) => isGiven)).toHaveLength(1)
    expect(await openOutageOf(database(), HOST)).toMatchObject({
      askedAt: at(20),
      nextProbe: at(35),
      prober: null,
    })
    expect(await claim(ids[0], at(34))).toBe(false)
    expect(await claim(ids[0], at(35))).toBe(true)
  })

  it('is kept ten seconds for the car that was chosen, by the first who chose', async () => {
    const known = (await openOutageOf(database(), HOST)) ?? OUTAGE
    const [mine, another] = [ids[1], ids[2]]
    expect(await appointProber(database(), HOST, { known, prober: mine, at: at(25) })).toBe(true)
    expect(await appointProber(database(), HOST, { known, prober: another, at: at(25) })).toBe(false)
    expect(await claim(another, at(34))).toBe(false)
    expect(await claim(mine, at(25))).toBe(true)
    expect(await appoint(mine, at(45))).toBe(true)
    expect(await claim(another, at(55))).toBe(true)
  })

  it('is made by the car next in order of those that have not asked lately, whichever process let them', async () => {
    const order: string[] = []
    for (const seconds of [20, 40, 60, 80]) {
      const next = (await nextProber(database(), { host: HOST, at: at(seconds) })) ?? ''
      expect(await claim(next, at(seconds))).toBe(true)
      order.push(next)
    }
    expect([new Set(order.slice(0, 3)), order[3]]).toEqual([new Set(ids), order[0]])
  })

  it('is given to nobody once the carmaker is back', async () => {
    await database()
      .transaction()
      .execute((trx) => endOutage(trx, HOST, at(30)))
    expect(await claim(ids[0], at(60))).toBe(false)
    expect(await appoint(ids[0], at(60))).toBe(false)
    expect(await openOutageOf(database(), HOST)).toBeUndefined()
  })
})
