/** What of a site bounds the power of all cars behind its meter. */
export interface SharedLimits {
  /** What the installation can deliver to one car, kW. */
  readonly maxPowerKw: number
  /** What the whole site may draw at any instant, its main fuse; `null` if nobody told. */
  readonly gridLimitKw: number | null
  /** What the driver wants the whole site to keep below as a mean of each clock hour; `null` for no such wish. */
  readonly driverLimitKw: number | null
}

/** A car at the site's plug that still wants energy. */
export interface PluggedInCar {
  readonly vehicleId: string
  /** At the plug while charging, kW. */
  readonly powerKw: number
  /** The least that it can charge with, kW; `null` for one that only starts and stops. */
  readonly minimumPowerKw: number | null
  /** Who has to be ready first goes first where not all can charge at once. */
  readonly readyBy: Date
}

/** What one car may draw. */
export interface PowerShare {
  readonly vehicleId: string
  /** At any instant, kW; 0 while it waits for another to finish. */
  readonly powerKw: number
  /** Energy in each clock hour, kWh: a mean power that no share of the others depends on. */
  readonly kwhPerHour: number
}

/**
 * Shares what a site can deliver among the cars behind its meter: never more in all than the fuse at any instant, and the
 * driver's limit in any hour. If all fit at once each has its own power. If not, power is given in the order of ready-by
 * times; energy by the hour is shared alike, and what one cannot use goes to the others, so that a car that waits still
 * gets its turn within the hour.
 *
 * @param baseLoadKw what the rest of the house is expected to draw; see `expectedBaseLoad`
 */
export function powerShareOf(
  site: SharedLimits,
  cars: readonly PluggedInCar[],
  baseLoadKw = 0,
): readonly PowerShare[] {
  const limits = [site.gridLimitKw, site.driverLimitKw].filter((limit) => limit !== null)
  const atOnce = room(site.gridLimitKw ?? Number.POSITIVE_INFINITY, baseLoadKw)
  const perHour = room(Math.min(Number.POSITIVE_INFINITY, ...limits), baseLoadKw)
  const wanted = cars.map((car) => Math.min(car.powerKw, site.maxPowerKw))
  const powers = inTurn(cars, wanted, atOnce)
  const hourly = shareAlike(wanted, perHour)
  return cars.map(({ vehicleId }, index) => ({
    vehicleId,
    powerKw: powers[index] ?? 0,
    kwhPerHour: hourly[index] ?? 0,
  }))
}

function room(limit: number, baseLoadKw: number): number {
  return Math.max(0, limit - baseLoadKw)
}

/** Each its full power, or what is left if it can charge with that, in the order of ready-by times; ties by id. */
function inTurn(cars: readonly PluggedInCar[], wanted: readonly number[], most: number): number[] {
  const powers = cars.map(() => 0)
  const turns = cars
    .map((car, index) => ({ car, index, power: wanted[index] ?? 0 }))
    .toSorted((a, b) => a.car.readyBy.getTime() - b.car.readyBy.getTime() || compare(a.car, b.car))
  let left = most
  for (const { car, index, power } of turns) {
    const least = car.minimumPowerKw ?? power
    const given = power <= left ? power : left >= least ? left : 0
    powers[index] = given
    left -= given
  }
  return powers
}

function compare(a: PluggedInCar, b: PluggedInCar): number {
  return a.vehicleId < b.vehicleId ? -1 : a.vehicleId > b.vehicleId ? 1 : 0
}

/** Equal shares of `most`, none above what is wanted; what the small ones leave is shared by the large ones. */
function shareAlike(wanted: readonly number[], most: number): number[] {
  const shares = wanted.map(() => 0)
  const smallestFirst = wanted
    .map((_, index) => index)
    .toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  let left = most
  for (const [done, index] of smallestFirst.entries()) {
    const share = Math.min(wanted[index] ?? 0, left / (wanted.length - done))
    shares[index] = share
    left -= share
  }
  return shares
}
