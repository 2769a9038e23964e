/** Two costs of one instance. */
export interface Costs {
  readonly name: string
  readonly cost: number
  readonly exactCost: number
}

/** Costs further apart than this, as a share of 1 + |cost|, are not the same. */
const TOLERANCE = 1e-4

/** A cost above the exact one is a plan too dear, one below it a plan that breaks a rule: both are wrong. */
export function disagreements(all: readonly Costs[]): {
  /** As a share of 1 + |cost|. */
  readonly largest: number
  readonly wrong: string[]
} {
  const differences = all.map(({ cost, exactCost }) => Math.abs(cost - exactCost) / (1 + Math.abs(exactCost)))
  const wrong = all.flatMap(({ name, cost, exactCost }, index) => {
    const isSame = (differences[index] ?? Number.NaN) <= TOLERANCE
    return isSame ? [] : [`${name}: cost ${String(cost)}, exact ${String(exactCost)}`]
  })
  return { largest: Math.max(0, ...differences), wrong }
}

/**
 * Raises the cost of one instance by a little more than is tolerated.
 *
 * @throws Error if the comparison does not find it, or blames another: then it proves nothing.
 */
export function checkComparison(all: readonly Costs[]): void {
  const planted = withWrongCost(all)
  const found = disagreements(planted).wrong.length - disagreements(all).wrong.length
  if (found !== 1) throw new Error(`The comparison of costs found ${String(found)} of 1 wrong costs planted`)
}

export function withWrongCost<C extends Costs>([first, ...others]: readonly C[]): C[] {
  if (first === undefined) throw new Error('There is no cost to compare')
  const cost = first.exactCost + 2 * TOLERANCE * (1 + Math.abs(first.exactCost))
  return [{ ...first, cost }, ...others]
}
