import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { EARLY_READS_PER_DAY } from '../../src/control/before-own-look.ts'
import { cancelChargeNow, chargeNow } from '../../src/control/charge-now.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { ChargingPolicy } from '../../src/vehicles/vehicle.ts'
import { api } from '../http/requests.ts'
import { moreThan, receivedBy, type Received } from '../journeys/received-calls.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

const IS_LONG = process.env['LADEPLAN_LONG_TESTS'] === '1'
/** One a minute. */
const PRESSES = IS_LONG ? 60 : 4
const LONG_MS = 300_000
/** By then a car that has come is looked at like any other. */
const SETTLED_MINUTES = 25
/** As control has them: a car that charges is looked at every ten minutes, and what was seen five minutes ago may be acted on. */
const POLL_MINUTES = 10
const FRESH_MINUTES = 5

/** A car that is ready is not charged now: this one is not within the five hours of the long form. */
const SLOW = { powerKw: 3.7 }

type Press = (stage: Stage, vehicleId: string, n: number) => Promise<unknown>

const PRESSED: readonly (readonly [string, Press])[] = [
  ['the same settings', (stage, id) => change(stage, id, {})],
  ['another ready-by', (stage, id, n) => change(stage, id, { readyBy: `0${String(6 + (n % 3))}:00` })],
  ['pause and resume', (stage, id, n) => change(stage, id, { paused: n % 2 === 0 })],
  [
    'charge now and back',
    ({ deps }, id, n) => (n % 2 === 0 ? chargeNow(deps, id) : cancelChargeNow(deps, id)),
  ],
  ['charge now again and again', ({ deps }, id) => chargeNow(deps, id)],
]
const BRANDS: readonly (readonly [CarmakerName, string])[] = [
  ['tesla', 'kari'],
  ['smartcar', 'liv'],
]

describeOnEveryEngine('what a driver presses every minute', (database) => {
  const stage = useStage(database, {
    cars: [
      car({ ...SLOW, limitPercent: 90, cannotStream: 'unsupported_hardware' }),
      car({ ...SLOW, login: 'liv', driver: 'Liv', vin: '5YJ3E1EA0TEST0002', limitPercent: 90 }),
    ],
  })
  const connected = async (carmaker: CarmakerName, login: string): Promise<string> => {
    const choice = { login, driverId: `driver-${login}`, home: { carmaker } }
    const { vehicle } = await connect(stage(), choice)
    await play(stage(), SETTLED_MINUTES)
    return vehicle.id
  }
  const earlyReads = async (): Promise<number> => {
    const rows = await database().selectFrom('vehicle_calls').select('early_reads').execute()
    return rows.reduce((sum, { early_reads }) => sum + early_reads, 0)
  }

  it.each(BRANDS)(
    'costs a car of %s its own looks and what shows a command, and few reads beside (LADEPLAN_LONG_TESTS=1: an hour of each)',
    async (carmaker, login) => {
      const id = await connected(carmaker, login)
      for (const [what, press] of PRESSED) {
        const early = await earlyReads()
        const { reads, commands } = await pressing(stage(), [carmaker, login], (n) => press(stage(), id, n))
        const earlyMore = (await earlyReads()) - early
        expect([what, earlyMore <= Math.ceil(PRESSES / FRESH_MINUTES)]).toEqual([what, true])
        const own = 1 + PRESSES / POLL_MINUTES + 2 * commands
        expect([what, reads - earlyMore <= own, reads]).toEqual([what, true, reads])
      }
      expect(await earlyReads()).toBeLessThanOrEqual(EARLY_READS_PER_DAY)
    },
    LONG_MS,
  )

  it('would cost a read each time if the car’s own look were not noted, which is the control', async () => {
    const id = await connected('tesla', 'kari')
    const { reads } = await pressing(stage(), ['tesla', 'kari'], async () => {
      await change(stage(), id, {})
      await database().updateTable('vehicle_state').set({ look_at: null }).execute()
    })
    expect(reads).toBeGreaterThanOrEqual(PRESSES)
  })

  it('takes no more of a day than its few early reads, and is obeyed without them', async () => {
    const id = await connected('tesla', 'kari')
    await database().updateTable('vehicle_calls').set({ early_reads: EARLY_READS_PER_DAY }).execute()
    // Nothing but the press makes it due, and what is known is too old to act on by itself.
    await database()
      .updateTable('vehicle_state')
      .set({ look_at: addMinutes(stage().clock.now(), 30) })
      .execute()
    await play(stage(), FRESH_MINUTES + 1)
    const before = receivedBy(stage(), 'kari', 'tesla')
    await chargeNow(stage().deps, id)
    await lookAfterVehicles(stage().deps)
    expect(moreThan(before, receivedBy(stage(), 'kari', 'tesla'))).toEqual({
      reads: 0,
      commands: 1,
      wakes: 0,
    })
  })

  it('is no read where pages and the API are only looked at', async () => {
    const id = await connected('tesla', 'kari')
    const due = await database().selectFrom('vehicle_due').selectAll().execute()
    const before = receivedBy(stage(), 'kari', 'tesla')
    for (let n = 0; n < (IS_LONG ? 500 : 5); n++) {
      for (const path of ['', '/plan', '/decisions', '/policy', '/charge-now/quote'])
        await api(stage().service.app, 'get', `/v1/vehicles/${id}${path}`).expect(200)
    }
    expect(moreThan(before, receivedBy(stage(), 'kari', 'tesla'))).toEqual({
      reads: 0,
      commands: 0,
      wakes: 0,
    })
    expect(await database().selectFrom('vehicle_due').selectAll().execute()).toEqual(due)
  })
})

/** What reaches the carmaker meanwhile. */
async function pressing(
  stage: Stage,
  [carmaker, login]: readonly [CarmakerName, string],
  press: (n: number) => Promise<unknown>,
): Promise<Received> {
  const before = receivedBy(stage, login, carmaker)
  for (let n = 0; n < PRESSES; n++) {
    await press(n)
    await play(stage, 1)
  }
  return moreThan(before, receivedBy(stage, login, carmaker))
}

async function change({ deps }: Stage, vehicleId: string, wish: Partial<ChargingPolicy>): Promise<void> {
  const policy = await findPolicy(deps.db, vehicleId)
  if (policy === undefined) throw new Error(`No policy of ${vehicleId}`)
  const changed = { vehicleId, policy: { ...policy, ...wish }, now: deps.clock.now() }
  await deps.db.transaction().execute((trx) => changePolicy(trx, changed))
}

async function play({ service, clock }: Stage, minutes: number): Promise<void> {
  await stepWorld(service, clock, addMinutes(clock.now(), minutes))
}
