import { describe, expect, it } from 'vitest'
import { BRANDS, brandStage } from './brands.ts'
import { driverStory, sleepStory, type SetScene } from './story.ts'

describe.each(BRANDS)('$name', ({ name, create }) => {
  const setScene: SetScene = async (cars) => {
    const { simulator, clock } = await brandStage(cars === undefined ? {} : { cars })
    return {
      carmaker: create(simulator),
      clock,
      revocations: () => simulator.report().revocations,
      close: () => simulator.close(),
    }
  }

  describe('a driver', () => {
    driverStory(setScene)
  })

  describe('a car that sleeps', () => {
    sleepStory(setScene)
  })

  it('goes by its name', async () => {
    const scene = await brandStage()
    expect(create(scene.simulator).name).toBe(name)
    await scene.simulator.close()
  })
})
