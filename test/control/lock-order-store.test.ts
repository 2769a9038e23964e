import { addSeconds } from 'date-fns'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { chargeNow, letPlanRule } from '../../src/control/charge-now.ts'
import { testCharge, withdrawConsent } from '../../src/control/driver-controls.ts'
import { endOverride } from '../../src/control/intent-store.ts'
import { forgetRestart } from '../../src/control/forget-restart.ts'
import { claimDue, fenced, makeDue, settleDue } from '../../src/database/claim-due.ts'
import type { Trx } from '../../src/database/database.ts'
import { saveLesson } from '../../src/vehicles/lesson-store.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import { findVehicle } from '../../src/vehicles/vehicle-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { api } from '../http/requests.ts'
import { play } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { untilOneWaits } from '../support/until-one-waits.ts'

type Act = (stage: Stage, vehicle: Vehicle) => Promise<unknown>

/** What drivers do while a pass is under way, each in a transaction of its own. */
const ACTS: readonly [string, Act][] = [
  [
    'a change of policy',
    async ({ deps, clock }, { id }) => {
      const policy = await findPolicy(deps.db, id)
      if (policy === undefined) throw new Error('There is no policy')
      const change = { vehicleId: id, policy, now: clock.now() }
      return deps.db.transaction().execute((trx) => changePolicy(trx, change))
    },
  ],
  ['charge now', ({ deps }, { id }) => chargeNow(deps, id)],
  ['letting the plan rule', ({ deps }, { id }) => letPlanRule(deps, id)],
  ['a test charge', ({ deps }, { id }) => testCharge(deps, id)],
  [
    'forgetting a failed restart',
    async ({ deps, clock }, { id }) => {
      const failed = { ...NOTHING_LEARNT, failedRestarts: [clock.now()], doesNotRestartSince: clock.now() }
      await deps.db.transaction().execute((trx) => saveLesson(trx, id, failed))
      return forgetRestart(deps, id)
    },
  ],
  [
    'telling where the car is',
    ({ service }, { id }) =>
      api(service.app, 'put', `/v1/vehicles/${id}/at-home`).send({ atHome: true }).expect(200),
  ],
  [
    'connecting the same car again',
    async (stage, { connectionId }) => {
      await sql`update connection set state = 'reauth_required' where id = ${connectionId}`.execute(
        stage.deps.db,
      )
      return connect(stage)
    },
  ],
  ['a withdrawal', ({ deps }, { connectionId }) => withdrawConsent(deps, connectionId)],
]

describeOnEveryEngine('what a driver does while a pass writes about the car', (database, engine) => {
  const stage = useStage(database)
  const seen = async (): Promise<Vehicle> => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, addSeconds(stage().clock.now(), 60))
    return vehicle
  }

  // The embedded engine has one session: there the second transaction begins when the first has ended.
  test.skipIf(engine === 'embedded')('and the pass both come through, whatever it is', async () => {
    const { id } = await seen()
    for (const [name, act] of ACTS) {
      const vehicle = await findVehicle(database(), id)
      if (vehicle === undefined) throw new Error('The car is gone')
      expect(await failures(stage(), vehicle, act), name).toEqual([])
    }
  })

  test.skipIf(engine === 'embedded')('the other way round one of the two is ended (control)', async () => {
    const backwards: Act = ({ deps, clock }, vehicle) =>
      deps.db.transaction().execute(async (trx) => {
        await writeAsPass(trx, vehicle)
        await makeDue(trx, 'vehicle_due', vehicle.id, clock.now())
      })
    expect(await failures(stage(), await seen(), backwards)).toMatchObject([{ code: DEADLOCK }])
  })
})

const DEADLOCK = '40P01'

/** What went wrong when a pass that has the car's row goes on to write only once the driver's act waits for it. */
async function failures(stage: Stage, vehicle: Vehicle, act: Act): Promise<readonly unknown[]> {
  const { db } = stage.deps
  const now = stage.clock.now()
  await makeDue(db, 'vehicle_due', vehicle.id, now)
  const [claim] = await claimDue(db, { table: 'vehicle_due', now, limit: 1 })
  if (claim === undefined) throw new Error('Nothing is due')
  let acting = Promise.allSettled<unknown>([])
  const pass = fenced(db, claim, async (trx) => {
    acting = Promise.allSettled([act(stage, vehicle)])
    await untilOneWaits(db)
    await writeAsPass(trx, vehicle)
    await settleDue(trx, claim, now)
  })
  const settled = [...(await Promise.allSettled([pass])), ...(await acting)]
  return settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
}

/** Takes every row that a pass may write, or look at for good, once it has its claim. */
async function writeAsPass(trx: Trx, { id, connectionId }: Vehicle): Promise<void> {
  await sql`update vehicle_state set reach = reach where vehicle_id = ${id}`.execute(trx)
  await sql`update vehicle set id = id where id = ${id}`.execute(trx)
  await saveLesson(trx, id, NOTHING_LEARNT)
  await endOverride(trx, id)
  await sql`select from connection where id = ${connectionId} for share`.execute(trx)
}
