import { isPluggedIn, wasDrivenBetween } from '../carmakers/charge-state.ts'
import type { TelemetryPoint } from '../vehicles/telemetry-store.ts'

/** A car at a plug, from the first report that shows it to the first that does not. */
export interface Stay {
  readonly pluggedInAt: Date
  /** `null` while it lasts. */
  readonly unpluggedAt: Date | null
  /** Reports of the stay, in order of time; at least one. */
  readonly points: readonly TelemetryPoint[]
  /** The last report before it, if there is one: plugging in happened after that. */
  readonly before: TelemetryPoint | null
}

/** Splits reports, given in order of time, into stays. */
export function staysOf(points: readonly TelemetryPoint[]): readonly Stay[] {
  const stays: Stay[] = []
  let open: OpenStay | null = null
  let before: TelemetryPoint | null = null
  for (const point of points) {
    if (open !== null && endsStay(open, point)) {
      stays.push(close(open, point.observedAt))
      open = null
    }
    if (isPluggedIn(point.status)) {
      open ??= { points: [], before }
      open.points.push(point)
    }
    before = point
  }
  return open === null ? stays : [...stays, close(open, null)]
}

interface OpenStay {
  readonly points: TelemetryPoint[]
  readonly before: TelemetryPoint | null
}

/** The plug was pulled, or must have been since the last report. */
function endsStay({ points }: OpenStay, point: TelemetryPoint): boolean {
  const last = points.at(-1)
  return point.status === 'disconnected' || (last !== undefined && wasDrivenBetween(last, point))
}

function close(open: OpenStay, unpluggedAt: Date | null): Stay {
  const pluggedInAt = open.points[0]?.observedAt ?? new Date(0)
  return { pluggedInAt, unpluggedAt, points: open.points, before: open.before }
}
