import { expect, test } from 'vitest'
import { saveWhereabouts } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, doubledEffects, nightCar, play, socAt, wall } from './night.ts'

describeOnEveryEngine('a car that is unplugged for five minutes in the night', (database) => {
  const stays = [
    { pluggedInAt: wall('17:00'), unpluggedAt: wall('02:00') },
    { pluggedInAt: wall('02:05'), unpluggedAt: wall('08:00') },
  ]
  const cars = [nightCar({ socPercent: 40, stays, drivesPercent: 0 })]
  const stage = useStage(database, { start: wall('16:30'), cars })

  test.each(['tesla', 'smartcar'] as const)(
    'is ready all the same, and left alone meanwhile: %s',
    async (carmaker) => {
      const { vehicle } = await connect(stage(), { home: { carmaker } })
      await play(stage(), vehicle, wall('07:30'))
      const sent = carOf(stage()).commands.filter(({ at }) => at >= wall('02:00') && at < wall('02:05'))
      expect(sent).toEqual([])
      expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79)
      expect(doubledEffects(carOf(stage()))).toBe(0)
    },
  )
})

describeOnEveryEngine('a car whose app changes its mind about where it is', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ socPercent: 40 })] })

  test('is not commanded while it is said to be away, and ready when it is said to be back in time', async () => {
    const { vehicle } = await connect(stage())
    const tell = (toldAtHome: boolean | null) =>
      stage()
        .deps.db.transaction()
        .execute((trx) => saveWhereabouts(trx, vehicle.id, { toldAtHome, homePlug: true }))
    await play(stage(), vehicle, wall('22:00'))
    await tell(false)
    const before = carOf(stage()).commands.length
    await play(stage(), vehicle, wall('00:30'))
    expect(carOf(stage()).commands.length).toBe(before)
    await tell(null)
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79)
    expect(doubledEffects(carOf(stage()))).toBe(0)
  })
})
