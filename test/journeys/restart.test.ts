import { subDays } from 'date-fns'
import { expect, test } from 'vitest'
import { forgetRestart } from '../../src/control/forget-restart.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { NOTHING_LEARNT, type CarLesson } from '../../src/vehicles/car-lesson.ts'
import { findLesson, saveLesson } from '../../src/vehicles/lesson-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, nightCar, play, wall } from './night.ts'

const NIGHT_BEFORE = subDays(wall('17:00'), 1)
const FAILED_ONCE: CarLesson = { ...NOTHING_LEARNT, failedRestarts: [NIGHT_BEFORE] }

async function taught(stage: Stage, vehicle: Vehicle, lesson: CarLesson): Promise<void> {
  await stage.deps.db.transaction().execute((trx) => saveLesson(trx, vehicle.id, lesson))
}

async function toldOfRestarts(stage: Stage, vehicle: Vehicle): Promise<readonly string[]> {
  const events = await eventsAfter(stage.deps.db, { after: 0, vehicleId: vehicle.id }, 200)
  return events.map(({ type }) => type).filter((type) => type.startsWith('restart.'))
}

describeOnEveryEngine('a car that does not start again after a stop', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ refusesRestart: true })] })

  test('is known as such after the second night in which it did not', async () => {
    const { vehicle } = await connect(stage())
    await taught(stage(), vehicle, FAILED_ONCE)
    await play(stage(), vehicle, wall('03:40'))
    expect(await toldOfRestarts(stage(), vehicle)).toEqual(['restart.unreliable'])
    const lesson = await findLesson(database(), vehicle.id)
    expect(lesson.failedRestarts).toHaveLength(2)
    expect(lesson.doesNotRestartSince).not.toBeNull()
  })

  test('is then charged in one block from plug-in on, and ready; its driver may take that back', async () => {
    const { vehicle } = await connect(stage())
    await taught(stage(), vehicle, { ...FAILED_ONCE, doesNotRestartSince: NIGHT_BEFORE })
    await play(stage(), vehicle, wall('21:00'))
    const { socPercent, effectiveCommands } = carOf(stage())
    expect(socPercent).toBeGreaterThanOrEqual(79.5)
    expect(
      effectiveCommands.map(({ kind }) => kind),
      'at its target',
    ).toEqual(['stop'])
    await forgetRestart(stage().deps, vehicle.id)
    expect(await toldOfRestarts(stage(), vehicle)).toEqual(['restart.reliable'])
    expect((await findLesson(database(), vehicle.id)).doesNotRestartSince).toBeNull()
  })
})

describeOnEveryEngine('a car that starts again after a stop', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })

  test('is not held to the night in which it did not', async () => {
    const { vehicle } = await connect(stage())
    await taught(stage(), vehicle, FAILED_ONCE)
    await play(stage(), vehicle, wall('03:40'))
    expect((await findLesson(database(), vehicle.id)).failedRestarts).toEqual([])
    expect(await toldOfRestarts(stage(), vehicle), 'nobody was told of the first').toEqual([])
  })
})
