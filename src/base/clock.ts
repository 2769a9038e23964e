/**
 * World time: everything a driver, a carmaker or a market calls time. It is injected everywhere and enters SQL as a
 * parameter, so that a night can be stepped through in seconds and twice with the same result.
 */
export interface Clock {
  now(): Date
}

/** The machine's own time; also process time: leases, time-outs and shutdown. */
export const realClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is stepped. Demo, journeys and kill tests. Never goes back. */
export class SteppedClock implements Clock {
  #now: Date

  constructor(start: Date) {
    this.#now = start
  }

  now(): Date {
    return new Date(this.#now)
  }

  /** @throws RangeError if `instant` lies in the past of this clock. */
  stepTo(instant: Date): void {
    if (instant < this.#now) {
      throw new RangeError(
        `A clock cannot go back: it is ${this.#now.toISOString()}, asked for ${instant.toISOString()}`,
      )
    }
    this.#now = new Date(instant)
  }
}

/**
 * World time running `speed` times as fast as real time, up to `end`; the sandbox. Never goes back but by
 * {@link restartAt}, and can be held and moved forward.
 */
export class ScaledClock implements Clock {
  #anchorWorld: number
  #anchorReal: number
  #held = false
  readonly #real: Clock
  readonly #end: number
  readonly speed: number

  constructor(start: Date, speed: number, options: { end?: Date; real?: Clock } = {}) {
    this.#real = options.real ?? realClock
    this.#anchorWorld = start.getTime()
    this.#anchorReal = this.#real.now().getTime()
    this.#end = options.end?.getTime() ?? Number.POSITIVE_INFINITY
    this.speed = speed
  }

  now(): Date {
    const passed = this.#held ? 0 : (this.#real.now().getTime() - this.#anchorReal) * this.speed
    return new Date(Math.min(this.#anchorWorld + passed, this.#end))
  }

  /** Stops the clock; {@link stepTo} then moves it by hand until {@link release}. */
  hold(): void {
    this.#anchorWorld = this.now().getTime()
    this.#held = true
  }

  /** @throws RangeError if `instant` lies in the past of this clock. */
  stepTo(instant: Date): void {
    if (instant < this.now())
      throw new RangeError(`A clock cannot go back: asked for ${instant.toISOString()}`)
    this.restartAt(instant)
  }

  release(): void {
    this.#anchorReal = this.#real.now().getTime()
    this.#held = false
  }

  /** Begins a new world at `instant`. Whatever was made in the old one must be gone. */
  restartAt(instant: Date): void {
    this.#anchorWorld = instant.getTime()
    this.#anchorReal = this.#real.now().getTime()
  }
}
