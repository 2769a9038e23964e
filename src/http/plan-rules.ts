import type { Connection } from '../connections/connection-store.ts'
import { isRefused } from '../connections/consent-open.ts'
import type { Command } from '../control/facts.ts'
import type { Reason, ReasonCode } from '../control/reasons.ts'

/** While one of these is told the car does not follow its plan, and what the plan has left does not come true. */
const BESIDE_THE_PLAN: readonly ReasonCode[] = [
  'needs_pairing',
  'not_controllable',
  'reauth_required',
  'fast_charging',
  'away',
  'given_back',
  'paused',
  'charging_by_hand',
  'external_control',
  'stopped_by_driver',
  'charging_boost',
  'ready',
  'vehicle_limit',
]

/** Whether what is still planned is what will be done. */
export function isFollowed({ code }: Reason): boolean {
  return !BESIDE_THE_PLAN.includes(code)
}

/** What became of the release with which a consent ended, by the commands sent since. A release that the carmaker would have refused is not sent. */
export function releaseAfter(
  connection: Connection,
  commands: readonly Pick<Command, 'purpose' | 'confirmedAt'>[],
): 'confirmed' | 'unconfirmed' | 'not-needed' {
  const release = commands.find(({ purpose }) => purpose === 'release')
  if (release === undefined) return isRefused(connection) ? 'unconfirmed' : 'not-needed'
  return release.confirmedAt === null ? 'unconfirmed' : 'confirmed'
}
