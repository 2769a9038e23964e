import { isPluggedIn } from '../carmakers/charge-state.ts'
import type { Facts } from './facts.ts'

/**
 * Whether the car stands because of us: the last thing we told it was to stop. What was last seen may be older than
 * that, so it decides nothing but "unplugged".
 */
export function isHeldBack({ state, commands }: Pick<Facts, 'state' | 'commands'>): boolean {
  const last = commands.find(({ kind }) => kind !== 'wake')
  const status = state?.charge?.status ?? 'unknown'
  return last?.kind === 'stop' && last.outcome !== 'refused' && isPluggedIn(status) && status !== 'complete'
}
