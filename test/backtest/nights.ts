import { drawNight } from '../../src/backtest/draw-night.ts'
import { count, judgeNight, newTally, type Judged } from '../../src/backtest/judge-night.ts'
import type { Night } from '../../src/backtest/night.ts'
import { playNight, type PlayOptions } from '../../src/backtest/play-night.ts'
import type { setCourse } from '../../src/control/set-course.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'

export const DAYS = readShippedDays('data/prices')

/** The night of a seed, played and judged. */
export function judged(seed: string, options: PlayOptions = {}): Judged {
  const night = drawNight(seed, { days: DAYS })
  return judgeNight(night, playNight(night, options))
}

/** What the nights of seeds, each drawn when its turn comes, came to together, and whatever was done in them that never may be. */
export function tallied(
  seeds: readonly string[],
  nightOf: (seed: string) => Night,
): {
  readonly tally: ReturnType<typeof newTally>
  readonly faults: readonly string[]
  /** Cars whose miss has no cause. */
  readonly unexplained: readonly string[]
} {
  const tally = newTally()
  const faults: string[] = []
  const unexplained: string[] = []
  for (const seed of seeds) {
    const night = nightOf(seed)
    const outcome = judgeNight(night, playNight(night))
    count(tally, outcome)
    faults.push(...outcome.faults)
    unexplained.push(...outcome.verdicts.filter(({ cause }) => cause === 'unexplained').map(({ id }) => id))
  }
  return { tally, faults, unexplained }
}

type SetCourse = typeof setCourse
type Decision = ReturnType<SetCourse>['decision']

/** The reducer with a defect in what it decides. */
export function defective(course: SetCourse, spoil: (decision: Decision, now: Date) => Decision): SetCourse {
  return (...given) => {
    const sound = course(...given)
    return { ...sound, decision: spoil(sound.decision, sound.now) }
  }
}
