import type { Command } from './facts.ts'

/** Whether a command that was written down may have left: one that did not spends no try, no budget and no call. */
export function wasSent({ refusal }: Pick<Command, 'refusal'>): boolean {
  return refusal !== 'not_sent'
}
