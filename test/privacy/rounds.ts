import { addMinutes } from 'date-fns'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import type { WebhookSpoil } from '../../src/simulator/sender.ts'
import type { Stage } from './canary-sinks.ts'

interface Rounds {
  readonly hours: number
  /** Between two rounds of what cars send by themselves. */
  readonly minutes: number
  readonly spoilOf?: (round: number) => WebhookSpoil | undefined
}

/** Plays world time on; at each round cars send what they have to tell. @returns how many messages arrived */
export async function playRounds(
  { clock, open }: Pick<Stage, 'clock' | 'open'>,
  { hours, minutes, spoilOf = () => undefined }: Rounds,
): Promise<number> {
  let arrived = 0
  for (let round = 0; round < (hours * 60) / minutes; round++) {
    clock.stepTo(addMinutes(clock.now(), minutes))
    arrived += await open.simulator.deliverWebhooks(spoilOf(round))
    await settle(open.service, clock)
  }
  return arrived
}
