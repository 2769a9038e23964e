import type { CarView } from '../car-commands.ts'

/** Plugged in and what it does, as `/charge` has it. */
export function chargeOf({ status }: CarView): {
  isPluggedIn: boolean
  state: 'CHARGING' | 'FULLY_CHARGED' | 'NOT_CHARGING'
} {
  const state = status === 'charging' ? 'CHARGING' : status === 'complete' ? 'FULLY_CHARGED' : 'NOT_CHARGING'
  return { isPluggedIn: status !== 'disconnected', state }
}
