import { isPluggedIn } from '../carmakers/charge-state.ts'
import type { Facts } from './facts.ts'
import type { Known } from './known.ts'

/**
 * Whether the car stands because of us: the last thing we told it was to stop. What was last seen may be older than
 * that, so it decides nothing but "unplugged".
 */
export function isHeldBack({ state, commands }: Pick<Facts, 'state' | 'commands'>): boolean {
  const last = commands.find(({ kind }) => kind !== 'wake')
  const status = state?.charge?.status ?? 'unknown'
  return last?.kind === 'stop' && last.outcome !== 'refused' && isPluggedIn(status) && status !== 'complete'
}

/** Whether operations, or the driver's pause, want a car started that stands because of us. */
export function isToBeGivenBack({
  evacuating = false,
  policy,
  state,
  commands,
}: Pick<Known, 'evacuating' | 'policy' | 'state' | 'commands'>): boolean {
  return (evacuating || policy.paused) && isHeldBack({ state, commands })
}
