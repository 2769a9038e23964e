import { subMinutes } from 'date-fns'
import { latest } from '../base/interval.ts'
import { recordedBy, type ChargeState, type ReportedState } from '../carmakers/charge-state.ts'

/** A carmaker may give out for so long what it had before; none of ours says how long it does. Minutes. */
const UNDATED_MINUTES = 2

/**
 * When a report was recorded. One that does not tell its age counts as of when it was received if it says something new. One that repeats
 * what is known may be the same report given out once more, and counts as some minutes old: else it would seem to bear out a command that was sent
 * since, and has not worked.
 */
export function recordedAt(report: ReportedState, known: ChargeState | null, checkedAt: Date): Date {
  const at = recordedBy(report, checkedAt)
  if (report.observedAt !== null || known === null || !isRepeated(report, known)) return at
  return latest(known.observedAt, subMinutes(at, UNDATED_MINUTES))
}

const TOLD = ['status', 'socPercent', 'limitPercent', 'powerKw', 'energyAddedKwh'] as const

function isRepeated(report: ReportedState, known: ChargeState): boolean {
  return TOLD.every((field) => report[field] === known[field])
}
