import { isDrawing, type ChargeState } from '../carmakers/charge-state.ts'

/**
 * When a car at the plug was seen to begin and to end drawing, whoever made it. Kept with the state, so that it does not
 * matter whether it was read or told by itself, nor whether anybody was looking at the time. What a car does on
 * being plugged in is no change: it has not stood before.
 */
export interface SeenChanges {
  /** Since when it stands, or stood before it began to draw; `null`: it has not stood in this stay. */
  readonly stoodSince: Date | null
  /** First seen drawing after it had stood; `null` while it stands, or if it has drawn from the beginning. */
  readonly startedAt: Date | null
  /** Last seen to have changed from drawing to standing. */
  readonly stoppedAt: Date | null
  /** The same, the time before. */
  readonly stoppedBefore: Date | null
  /** The driver let Ladeplan take over: what was started or stopped until then counts no more. */
  readonly handedBackAt: Date | null
}

export const NOTHING_SEEN: SeenChanges = {
  stoodSince: null,
  startedAt: null,
  stoppedAt: null,
  stoppedBefore: null,
  handedBackAt: null,
}

/**
 * What was seen of a stay, with one more report.
 *
 * @param known what was seen before it in this stay; {@link NOTHING_SEEN} for the first report of one
 * @param before the report before it in this stay, if there was one
 */
export function withReport(
  known: SeenChanges,
  before: ChargeState | null,
  { status, observedAt }: ChargeState,
): SeenChanges {
  if (status === 'unknown') return known
  if (isDrawing(status)) {
    const startedAt = known.startedAt ?? (known.stoodSince === null ? null : observedAt)
    return { ...known, startedAt }
  }
  // Full, without power, faulty or gone: what happens next is not the doing of a driver who wants something else.
  if (status !== 'connected') return { ...NOTHING_SEEN, handedBackAt: known.handedBackAt }
  const drew = known.startedAt !== null || (before !== null && isDrawing(before.status))
  if (!drew) return { ...known, stoodSince: known.stoodSince ?? observedAt }
  const stops = { stoppedAt: observedAt, stoppedBefore: known.stoppedAt }
  return { ...known, stoodSince: observedAt, startedAt: null, ...stops }
}
