import { expect, test } from 'vitest'
import { saveWhereabouts } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { carOf, ledger, nightCar, play, wall } from './night.ts'

/** What any night would see: the car begins to charge at plug-in and is stopped. */
async function sentIn(stage: Stage, vehicle: Vehicle): Promise<number> {
  await play(stage, vehicle, wall('20:00'))
  return (await ledger(stage, vehicle)).length
}

const told = (toldAtHome: boolean | null, homePlug: boolean) => (stage: Stage, vehicle: Vehicle) =>
  stage.deps.db.transaction().execute((trx) => saveWhereabouts(trx, vehicle.id, { toldAtHome, homePlug }))

describeOnEveryEngine('a car on alternating current', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })

  test.each([
    ['the app says is away', 0, told(false, true)],
    ['is at a plug that is not the home plug', 0, told(null, false)],
    ['the app says is at home (control)', 1, told(true, false)],
    ['nobody says anything of (control)', 1, told(null, true)],
  ])('that %s gets %i commands in the evening', async (_, commands, tell) => {
    const { vehicle } = await connect(stage())
    await tell(stage(), vehicle)
    expect(await sentIn(stage(), vehicle)).toBe(commands)
  })
})

describeOnEveryEngine('a car that draws more than the site is told to give', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ powerKw: 22 })] })

  test('is somewhere else, and is never commanded', async () => {
    const { vehicle } = await connect(stage(), { home: { site: { maxPowerKw: 11 } } })
    expect(await sentIn(stage(), vehicle)).toBe(0)
    expect(carOf(stage()).status).toBe('complete')
  })

  test('is at home if nobody told what the site can give', async () => {
    const { vehicle } = await connect(stage())
    expect(await sentIn(stage(), vehicle)).toBe(1)
  })
})

describeOnEveryEngine('a car at a direct-current charger', (database) => {
  const cars = [nightCar({ powerKw: 120, directCurrent: true })]
  const stage = useStage(database, { start: wall('16:30'), cars })

  test('is never commanded, not even if the app says that it is at home', async () => {
    const { vehicle } = await connect(stage())
    await told(true, true)(stage(), vehicle)
    expect(await sentIn(stage(), vehicle)).toBe(0)
  })
})
