import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { carOf, ledger, nightCar, play, sleeper, socAt, wall } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const ALWAYS = 10_000

describeOnEveryEngine('while a carmaker does not answer', (database) => {
  const trips = sleeper({ interruptedAt: [addMinutes(wall('17:00'), 3)] })
  const stays = [{ pluggedInAt: wall('08:30'), unpluggedAt: wall('09:00') }]
  const elsewhere = nightCar({ sleepsAfterMinutes: 20, stays })
  const stage = useStage(database, { start: wall('16:30'), cars: [trips, elsewhere] })

  test('a car that comes, stops by itself and falls asleep is woken after it, and ready; one that did not come is woken once', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola', driverId: 'driver-ola' })
    const other = await connect(stage())
    await play(stage(), vehicle, wall('16:55'))
    await stage().arm({ kind: 'http-500', times: ALWAYS })
    await play(stage(), vehicle, wall('18:00'))
    await stage().arm({ kind: 'http-500', times: 0 })
    const seen = await play(stage(), vehicle, wall('07:30'))
    expect(seen[0]).toMatchObject({ desired: 'RELEASE', code: 'waking' })
    const [first] = await ledger(stage(), vehicle)
    expect(first).toMatchObject({ kind: 'wake', outcome: 'done' })
    expect(socAt(carOf(stage(), 'ola'), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect((await ledger(stage(), other.vehicle)).map(({ kind }) => kind)).toEqual(['wake'])
  })
})
