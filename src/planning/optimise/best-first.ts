/** A part of a search space. */
export interface Candidate {
  /** No plan in it costs less. */
  readonly bound: number
}

/** A bound nearer than this share to the best plan ends a search. */
const NEAR_ENOUGH = 1e-6

/** The candidate with the lowest bound, the first of equals, which the list loses; null if none can be better than `cost`. */
export function takeLowest<T extends Candidate>(open: T[], cost: number): T | null {
  let lowest = 0
  for (let i = 1; i < open.length; i++) {
    if ((open[i]?.bound ?? Infinity) < (open[lowest]?.bound ?? Infinity)) lowest = i
  }
  const [next] = open.splice(lowest, 1)
  if (next === undefined || next.bound >= cost - NEAR_ENOUGH * (1 + Math.abs(cost))) return null
  return next
}

/** The lowest bound of what is left. */
export function lowestBound(open: readonly Candidate[]): number {
  return open.reduce((lowest, { bound }) => Math.min(lowest, bound), Infinity)
}
