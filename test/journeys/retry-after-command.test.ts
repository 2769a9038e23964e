import { addMinutes, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import type { FaultKind } from '../../src/simulator/faults.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, doubledEffects, nightCar, play, wall } from './night.ts'

/** What the gateway before the simulated carmaker asks for, s. */
const RETRY_AFTER = 600
const PRESSED = wall('17:20')

describeOnEveryEngine('a command that is answered from 500 on, with a time to come back', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })
  const asked = () => {
    const { vehicle, vehicleData, start, stop, wake } = carOf(stage()).requests
    return { reads: vehicle + vehicleData, commands: start + stop + wake }
  }
  const pressed = async (carmaker: CarmakerName, kind: FaultKind) => {
    const { vehicle } = await connect(stage(), { home: { carmaker } })
    await play(stage(), vehicle, PRESSED)
    await stage().arm({ kind, on: 'start' })
    await chargeNow(stage().deps, vehicle.id)
    const commands = asked().commands
    await lookAfterVehicles(stage().deps)
    expect(asked().commands).toBe(commands + 1)
    expect(stage().clock.now()).toEqual(PRESSED)
    return vehicle
  }

  it.each<[CarmakerName, FaultKind]>([
    ['tesla', 'overloaded'],
    ['tesla', 'overloaded-after-effect'],
    ['smartcar', 'overloaded'],
    ['smartcar', 'overloaded-after-effect'],
  ])('has %s called about that car not a second too early, and read then: %s', async (carmaker, kind) => {
    const vehicle = await pressed(carmaker, kind)
    const before = asked()
    await play(stage(), vehicle, addSeconds(PRESSED, RETRY_AFTER - 1))
    expect(asked()).toEqual(before)
    await play(stage(), vehicle, addSeconds(PRESSED, RETRY_AFTER))
    expect(asked().reads).toBeGreaterThan(before.reads)
    await play(stage(), vehicle, addMinutes(PRESSED, 20))
    const report = carOf(stage())
    expect([report.status, doubledEffects(report)]).toEqual(['charging', 0])
    // What may have worked is read and not sent again; what a read then shows not to have worked is.
    expect(asked().commands - before.commands).toBe(kind === 'overloaded' ? 1 : 0)
  })

  it('is followed by calls at once where no time is told, which is the control', async () => {
    const vehicle = await pressed('smartcar', 'http-500')
    const before = asked()
    await play(stage(), vehicle, addSeconds(PRESSED, RETRY_AFTER - 1))
    expect(asked().reads).toBeGreaterThan(before.reads)
  })
})
