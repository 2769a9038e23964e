import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { ConflictError, NotFoundError } from '../../src/base/errors.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import type { ConnectionState } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { cancelChargeNow, chargeNow } from '../../src/control/charge-now.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findIntent, findOverride } from '../../src/control/intent-store.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import { car, DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

describeOnEveryEngine('the driver’s controls', (database) => {
  const stage = useStage(database, {
    cars: [
      car({ limitPercent: 90 }),
      car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002', stays: [] }),
    ],
  })

  it('charge a car now that was waiting for a lower price, and let the plan rule again when taken back', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), 20)
    expect(effective(stage())).toEqual(['stop'])
    await chargeNow(stage().deps, vehicle.id)
    await play(stage(), 3)
    expect(effective(stage())).toEqual(['stop', 'start'])
    expect(await findIntent(database(), vehicle.id)).toMatchObject({ desired: 'CHARGE', cause: 'charge-now' })
    await cancelChargeNow(stage().deps, vehicle.id)
    await play(stage(), 3)
    expect(effective(stage())).toEqual(['stop', 'start', 'stop'])
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
  })

  it('may be pressed twice with the effect of once', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), 20)
    await chargeNow(stage().deps, vehicle.id)
    await play(stage(), 5)
    await chargeNow(stage().deps, vehicle.id)
    await play(stage(), 5)
    expect(effective(stage())).toEqual(['stop', 'start'])
    await cancelChargeNow(stage().deps, vehicle.id)
    await cancelChargeNow(stage().deps, vehicle.id)
  })

  it('make the car due at once and wake the other processes', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), 20)
    let woken = 0
    const deps = { ...stage().deps, wake: () => void (woken += 1) }
    await chargeNow(deps, vehicle.id)
    expect((await nextDueTimes(database())).vehicle_due?.getTime()).toBeLessThanOrEqual(
      deps.clock.now().getTime(),
    )
    await cancelChargeNow(deps, vehicle.id)
    expect(woken).toBe(2)
  })

  it('do not charge a car now that is not plugged in, or of which nothing is known', async () => {
    const { vehicle } = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    const attempt = () => chargeNow(stage().deps, vehicle.id)
    await expect(attempt()).rejects.toMatchObject({ code: 'vehicle-not-read' })
    await lookAfterVehicles(stage().deps)
    await expect(attempt()).rejects.toMatchObject({ code: 'vehicle-not-plugged-in' })
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
  })

  it.each(['reauth_required', 'withdrawing', 'withdrawn'] as const)(
    'refuse everything while the connection is %s',
    async (state) => {
      const { vehicle } = await connect(stage())
      await play(stage(), 5)
      await setState(stage(), state)
      for (const press of [chargeNow, cancelChargeNow]) {
        const attempt = press(stage().deps, vehicle.id)
        await expect(attempt).rejects.toThrow(ConflictError)
        await expect(attempt).rejects.toMatchObject({ code: 'consent-missing' })
      }
    },
  )

  it('know no car and no connection by an id that is nobody’s', async () => {
    await expect(chargeNow(stage().deps, 'nobody')).rejects.toThrow(NotFoundError)
    await expect(cancelChargeNow(stage().deps, 'nobody')).rejects.toThrow(NotFoundError)
    await expect(withdrawConsent(stage().deps, 'nobody')).rejects.toThrow(NotFoundError)
  })

  it('withdraw once, however often and by how many processes at a time it is asked for', async () => {
    const { connection, vehicle } = await connect(stage())
    await play(stage(), 20)
    await chargeNow(stage().deps, vehicle.id)
    const processes = [stage().deps, stage().another().control, stage().deps]
    const answers = await Promise.all(processes.map((deps) => withdrawConsent(deps, connection.id)))
    expect(answers.map(({ state }) => state)).toEqual(['withdrawing', 'withdrawing', 'withdrawing'])
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
    const events = await consentEvents(database(), connection.id)
    expect(events.map(({ event }) => event)).toEqual(['granted', 'withdrawn'])
    const withdrawals = stage().log.filter((line) => line.includes('consent-withdrawn'))
    expect(withdrawals).toHaveLength(1)
  })

  it('withdraw the notice that was last agreed to', async () => {
    const { connection } = await connect(stage())
    await withdrawConsent(stage().deps, connection.id)
    const [granted, withdrawn] = await consentEvents(database(), connection.id)
    expect(withdrawn).toEqual({ ...granted, id: withdrawn?.id, event: 'withdrawn', at: DUSK, endsAt: null })
    expect(withdrawn?.id).not.toBe(granted?.id)
  })
})

async function play({ service, clock }: Stage, minutes: number): Promise<void> {
  await stepWorld(service, clock, addMinutes(clock.now(), minutes))
}

function effective({ simulator }: Stage): string[] {
  return (simulator.report().cars[0]?.effectiveCommands ?? []).map(({ kind }) => kind)
}

async function setState({ deps }: Stage, state: ConnectionState): Promise<void> {
  await deps.db.updateTable('connection').set({ state }).execute()
}
