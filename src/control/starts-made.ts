import type { TestCharge } from '../vehicles/test-charge.ts'
import type { Command } from './facts.ts'

type Test = Pick<TestCharge, 'askedAt' | 'finishedAt'>

/**
 * How often these commands started the car. The tries for one want are one start; a refused one is none; one whose
 * outcome is unknown may have been one, and counts. Those of a test charge are not the plan's, and do not count.
 */
export function startsMade(commands: readonly Command[], tests: readonly Test[] = []): number {
  const starts = commands.filter(
    (command) => command.kind === 'start' && command.outcome !== 'refused' && !isOfTest(command, tests),
  )
  return new Set(starts.map(({ epoch }) => epoch)).size
}

function isOfTest({ sentAt }: Command, tests: readonly Test[]): boolean {
  return tests.some(
    ({ askedAt, finishedAt }) => askedAt <= sentAt && (finishedAt === null || sentAt < finishedAt),
  )
}
