import { z } from 'zod'

/** One visit to the home plug. The plug is pulled at `unpluggedAt`. */
export interface Stay {
  readonly pluggedInAt: Date
  readonly unpluggedAt: Date
}

/** Regions of the carmaker: Europe, and North America. */
export type Region = 'eu' | 'na'

/** A car that does not exist, and the driver it belongs to. */
export interface SimulatedCar {
  /** What the driver picks on the carmaker's login page, e.g. `kari`. */
  readonly login: string
  readonly driver: string
  readonly vin: string
  readonly model: string
  /** Usable battery capacity, kWh. */
  readonly capacityKwh: number
  /** State of charge when the fleet starts, 0 to 100. */
  readonly socPercent: number
  /** The car's own charge limit, 50 to 100. */
  readonly limitPercent: number
  /** Alternating current at the plug, three phases of 230 V, kW. */
  readonly powerKw: number
  /** Battery energy per energy at the plug, (0, 1]. */
  readonly efficiency: number
  /** Idle minutes until the car sleeps; `null`: never. */
  readonly sleepsAfterMinutes: number | null
  /** In order of time, not overlapping. */
  readonly stays: readonly Stay[]
  /** State of charge driven away between two stays, 0 to 100. */
  readonly drivesPercent: number
  /** Once stopped it answers a start with success and does nothing until it is plugged in anew. */
  readonly refusesRestart?: boolean
  /** Its maker asks it only so often, so that a read may tell of minutes ago. Default: at every read. */
  readonly reportsEveryMinutes?: number
  /** Charging stops by itself at these instants, as when a charger trips. */
  readonly interruptedAt?: readonly Date[]
  /** From then on it takes no more than this, kW. */
  readonly weak?: { readonly from: Date; readonly powerKw: number }
  /** Obeys signed commands only, and only once its driver has added the application's key. */
  readonly needsKey?: boolean
  /** Our key was added to the car before the story begins, as streaming wants it. */
  readonly hasKey?: boolean
  /** Why it cannot be got to stream, if it cannot. */
  readonly cannotStream?: 'unsupported_hardware' | 'unsupported_firmware' | 'max_configs'
  /** Of its driver's account; each region of the carmaker serves its own. Default: Europe. */
  readonly region?: Region
  /** Power falls in a straight line from a state of charge on, to this share of full power at 100 %. Default: from 80 % to 0.3. */
  readonly taper?: { readonly fromPercent: number; readonly shareWhenFull: number }
  /** Charging begins so much later than of other cars; seconds. */
  readonly startsAfterSeconds?: number
  /** Its plug is a direct-current charger, which the car reports as such. */
  readonly directCurrent?: boolean
}

const milliseconds = z.number().int()

/** Everything about a car that changes, as it was at the instant `at`. Instants are milliseconds of world time. */
export const carStateSchema = z.object({
  at: milliseconds,
  /** Energy in the battery. */
  energyKwh: z.number().min(0),
  limitPercent: z.number().min(0).max(100),
  /** The driver's or the last command's will: charge while plugged in. */
  wish: z.boolean(),
  /** `null` while not plugged in. */
  pluggedUntil: milliseconds.nullable(),
  /** When the stay last begun was begun, so that none begins twice. */
  arrivedAt: milliseconds,
  /** When what the last drive took is booked. */
  driveDueAt: milliseconds.nullable(),
  /** A change of charging under way: reported from `showsAt`, real at `at`. */
  lag: z.object({ to: z.enum(['charging', 'idle']), showsAt: milliseconds, at: milliseconds }).nullable(),
  drawing: z.boolean(),
  /** Nothing but a new plug-in makes it charge. */
  heldUntilReplugged: z.boolean().default(false),
  /** Into the battery since plug-in. */
  energyAddedKwh: z.number().min(0),
  /** Out of the plug since the fleet started. */
  energyFromGridKwh: z.number().min(0),
  idleSince: milliseconds,
  asleep: z.boolean(),
  wakesAt: milliseconds.nullable(),
  /** Hourly. */
  socLog: z.array(z.object({ at: milliseconds, socPercent: z.number() })),
})
export type CarState = Readonly<z.infer<typeof carStateSchema>>

/** The car at fleet start, not plugged in. */
export function initialState(car: SimulatedCar, start: Date): CarState {
  return {
    at: start.getTime(),
    energyKwh: (car.capacityKwh * car.socPercent) / 100,
    limitPercent: car.limitPercent,
    wish: true,
    pluggedUntil: null,
    arrivedAt: start.getTime(),
    driveDueAt: null,
    lag: null,
    drawing: false,
    heldUntilReplugged: false,
    energyAddedKwh: 0,
    energyFromGridKwh: 0,
    idleSince: start.getTime(),
    asleep: false,
    wakesAt: null,
    socLog: [],
  }
}

/** @throws RangeError if stays overlap, lie in the wrong order or end before they begin. */
export function checkStays(car: SimulatedCar): void {
  let free = Number.NEGATIVE_INFINITY
  for (const stay of car.stays) {
    if (stay.pluggedInAt.getTime() < free || stay.unpluggedAt <= stay.pluggedInAt) {
      throw new RangeError(
        `The stay of ${car.login} from ${stay.pluggedInAt.toISOString()} overlaps the one before, or ends before it begins`,
      )
    }
    free = stay.unpluggedAt.getTime()
  }
}
