import { addDays, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import type { Carmaker } from '../../src/carmakers/registry.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { findConnection, type Connection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { findTokens } from '../../src/connections/token-store.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { findDriverKey, NoDriverKeyError } from '../../src/keys/key-store.ts'
import { car, DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const TIMES = THOROUGH ? 100 : 1
const LIFE_SECONDS = 28_800
const MOST_MS = 1_200_000

/** At the plug for weeks, and never full: every withdrawal finds a car that could be charging. */
const patient = car({
  ...{ capacityKwh: 300, powerKw: 2.3, limitPercent: 100, socPercent: 25 },
  stays: [{ pluggedInAt: DUSK, unpluggedAt: addDays(DUSK, 60) }],
})

/** What is going on when the driver withdraws. Resolves when it is over. */
type Meanwhile = (stage: Stage, connection: Connection, withdraw: () => Promise<unknown>) => Promise<unknown>

const whileRenewing: Meanwhile = async (stage, _, withdraw) => {
  stage.pass(LIFE_SECONDS)
  const before = stage.door.requests.length
  const open = stage.door.shut()
  const pass = stage.service.tick()
  await stage.door.arrived(before + 1)
  await withdraw()
  open()
  return pass
}

const whileCommanding: Meanwhile = async (stage, _, withdraw) => {
  let arrived = (): void => undefined
  let answer = (): void => undefined
  const [sent, told] = [
    new Promise<void>((done) => (arrived = done)),
    new Promise<void>((done) => (answer = done)),
  ]
  const gate = async <T>(outcome: Promise<T>): Promise<T> => {
    const result = await outcome
    arrived()
    await told
    return result
  }
  const pass = lookAfterVehicles(withGate(stage.deps, gate))
  await Promise.race([sent, pass])
  await withdraw()
  answer()
  return pass
}

const inTwoProcesses: Meanwhile = async (stage, { id }, withdraw) => {
  const other = stage.another()
  const all = [withdraw(), withdrawConsent(other.control, id), stage.service.tick(), other.tick(), withdraw()]
  return Promise.all(all)
}

/** The same service, whose commands are answered late. */
function withGate(
  deps: ControlDependencies,
  gate: <T>(outcome: Promise<T>) => Promise<T>,
): ControlDependencies {
  const late = (carmaker: Carmaker): Carmaker => ({
    ...carmaker,
    api: {
      ...carmaker.api,
      startCharging: (token, reference) => gate(carmaker.api.startCharging(token, reference)),
      stopCharging: (token, reference) => gate(carmaker.api.stopCharging(token, reference)),
    },
  })
  return { ...deps, carmaker: (name) => late(deps.carmaker(name)) }
}

describeOnEveryEngine('consent that is withdrawn', (database) => {
  const stage = useStage(database, { cars: [patient] })

  it.each<[string, Meanwhile]>([
    ['a token is renewed', whileRenewing],
    ['a command is answered', whileCommanding],
    ['it is withdrawn again, in two processes', inTwoProcesses],
  ])(
    `OA18: while %s, ${String(TIMES)} times, gives the car back and leaves no call after revocation, no token and no key`,
    async (_, meanwhile) => {
      for (let n = 0; n < TIMES; n++) {
        const { connection } = await connect(stage(), { driverId: `driver-${String(n)}` })
        const revoked = stage().simulator.report().revocations.length
        await meanwhile(stage(), connection, () => withdrawConsent(stage().deps, connection.id))
        const withdrawnAt = stage().clock.now()
        await stepWorld(stage().service, stage().clock, addMinutes(withdrawnAt, 2))
        await expectOver(stage(), connection)
        const report = stage().simulator.report()
        expect(report.revocations).toHaveLength(revoked + 1)
        expect([report.requestsAfterRevocation, report.tokenRequests.afterRevocation]).toEqual([0, 0])
        const lastCall = report.cars[0]?.lastRequestAt ?? DUSK
        expect(lastCall.getTime()).toBeLessThanOrEqual(addMinutes(withdrawnAt, 1).getTime())
        expect(report.cars[0]?.effectiveCommands.at(-1)?.kind ?? 'start').toBe('start')
      }
    },
    MOST_MS,
  )
})

async function expectOver({ deps }: Stage, { id, driverId }: Connection): Promise<void> {
  expect((await findConnection(deps.db, id))?.state).toBe('withdrawn')
  expect(await findTokens(deps.db, id)).toBeUndefined()
  await expect(findDriverKey(deps.db, deps.kek, driverId)).rejects.toThrow(NoDriverKeyError)
  const events = await consentEvents(deps.db, id)
  expect(events.map(({ event }) => event)).toEqual(['granted', 'withdrawn'])
}
