import { NOTHING_LEARNT } from '../vehicles/car-lesson.ts'
import { createDice } from './dice.ts'
import { carsOf, type Night } from './night.ts'
import type { Stored } from './ledger.ts'

/** Assumed of a car that has told nothing of itself yet, as when it is connected. */
const ASSUMED = { capacityKwh: 60, efficiency: 0.9 }
/** Any place among so many: nights differ in when their cars are looked at. */
const MOST_CARS = 100_000

/** What the tables hold of a car that was connected at the start of a night. */
export function firstStored(night: Night): (carId: string) => Stored {
  return (carId) => {
    const car = carsOf(night).find(({ id }) => id === carId)
    const home = night.homes.find(({ cars }) => cars.some(({ id }) => id === carId))
    if (car === undefined || home === undefined)
      throw new RangeError(`No car ${carId} in night ${night.seed}`)
    const { site } = home
    return {
      vehicle: {
        ...ASSUMED,
        ...{ id: carId, connectionId: carId, driverId: carId, siteId: site.biddingZone },
        powerKw: site.maxPowerKw,
        ...car.learnt,
        homePlug: true,
        toldAtHome: car.toldAtHome,
        ...{ controllable: null, controllableAskedAt: null, quietUntil: null },
        ordinal: createDice(`${night.seed} ${carId}`).whole(1, MOST_CARS),
      },
      site,
      policy: car.policy,
      ...{ state: undefined, intent: undefined, override: undefined, test: null },
      ...{ lesson: NOTHING_LEARNT, incidents: [] },
    }
  }
}
