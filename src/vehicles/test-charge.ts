import { REFUSALS } from '../carmakers/outcome.ts'

/** Why a test charge did not prove everything: what stood in the way before a command, or what became of one. */
export const TEST_CAUSES = [
  'no_report',
  'not_plugged_in',
  'fast_charging',
  'away',
  'needs_pairing',
  'not_controllable',
  'full',
  'no_time',
  'no_effect',
  'no_answer',
  ...REFUSALS,
] as const
export type TestCause = (typeof TEST_CAUSES)[number]

/** What was proven; `null`: not tried. */
export interface TestResult {
  readonly readWorks: boolean | null
  readonly stopWorks: boolean | null
  readonly startWorks: boolean | null
  /** `null` if everything works. */
  readonly cause: TestCause | null
}

/** A short stop and start that prove that a car can be read and controlled. */
export interface TestCharge extends TestResult {
  readonly id: string
  readonly askedAt: Date
  /** `null` while it runs. */
  readonly finishedAt: Date | null
}
