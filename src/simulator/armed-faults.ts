/** Faults that fire so many times and are gone. */
export interface ArmedFaults<Fault> {
  /** Takes the place of one that is the same; none at all if it fires no times. */
  arm(fault: Fault): void
  /** Uses up one firing of the first that hits. */
  take(hits: (fault: Fault) => boolean): Fault | undefined
  armed(): readonly Fault[]
  clear(): void
}

export function createArmedFaults<Fault extends { times: number }>(
  same: (a: Fault, b: Fault) => boolean,
): ArmedFaults<Fault> {
  let faults: Fault[] = []
  return {
    arm: (fault) => {
      faults = faults.filter((other) => !same(other, fault))
      if (fault.times > 0) faults.push({ ...fault })
    },
    take: (hits) => {
      const fault = faults.find(hits)
      if (fault === undefined) return undefined
      fault.times -= 1
      faults = faults.filter((one) => one.times > 0)
      return fault
    },
    armed: () => faults.map((fault) => ({ ...fault })),
    clear: () => {
      faults = []
    },
  }
}
