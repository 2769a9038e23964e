import type { Command } from './facts.ts'

/**
 * How often these commands started the car. The tries for one want are one start; a refused one is none; one whose
 * outcome is unknown may have been one, and counts.
 */
export function startsMade(commands: readonly Command[]): number {
  const starts = commands.filter(({ kind, outcome }) => kind === 'start' && outcome !== 'refused')
  return new Set(starts.map(({ epoch }) => epoch)).size
}
