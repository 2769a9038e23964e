import type { TestCause } from '../events/test-causes.ts'

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
