import { expect, it } from 'vitest'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import { findLesson, saveLesson } from '../../src/vehicles/lesson-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

describeOnEveryEngine('what a car has taught', (database) => {
  const stage = useStage(database)

  it('is nothing of a new car, and is read as it was written', async () => {
    const { id } = (await connect(stage())).vehicle
    expect(await findLesson(database(), id)).toEqual(NOTHING_LEARNT)
    const lesson = {
      startDelaysSeconds: [20, 45],
      peakPowersKw: [11.04],
      failedRestarts: [new Date('2024-12-01T20:00:00Z')],
      doesNotRestartSince: new Date('2024-12-02T20:00:00Z'),
      charged: {
        over: [{ fromPercent: 61, toPercent: 70, minutes: 38.5, powerKw: 11.04 }],
        begun: { percent: 70, at: new Date('2024-12-12T02:10:00Z') },
      },
    }
    for (const each of [NOTHING_LEARNT, lesson]) {
      await database()
        .transaction()
        .execute((trx) => saveLesson(trx, id, each))
      expect(await findLesson(database(), id)).toEqual(each)
    }
  })
})
