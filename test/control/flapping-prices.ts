import { addMinutes } from 'date-fns'
import { decide } from '../../src/control/decide.ts'
import type { Command, DecidedIntent } from '../../src/control/facts.ts'
import { followed, factsOf, LATEST_START, NOW, stateOf } from './night-facts.ts'

/** A car that does at once what it is told, and a plan that is turned over every other minute. */
export function playFlapping(minutes: number): { commands: readonly Command[]; changesOfMind: number } {
  let [commands, previous, charges]: [readonly Command[], DecidedIntent | null, boolean] = [[], null, false]
  let changesOfMind = 0
  for (let minute = 0; minute < minutes; minute++) {
    const now = addMinutes(NOW, minute)
    const inBlock = minute % 4 < 2
    changesOfMind += minute > 0 && minute % 2 === 0 ? 1 : 0
    const block = { start: addMinutes(now, inBlock ? -1 : 60), end: addMinutes(now, 120) }
    const plan = followed()
    const blocks = plan.plan.blocks.map((one) => ({ ...one, ...block }))
    const facts = factsOf({
      now,
      commands,
      previous,
      followed: { ...plan, plan: { ...plan.plan, blocks } },
      latestStart: addMinutes(LATEST_START, minutes),
      state: stateOf({
        status: charges ? 'charging' : 'connected',
        powerKw: charges ? 11 : 0,
        observedAt: now,
      }),
      spentToday: { commands: commands.length, wakes: 0 },
    })
    const { confirmed, command, intent } = decide(facts)
    commands = commands.map((one) => (confirmed.includes(one.id) ? { ...one, confirmedAt: now } : one))
    if (intent !== null) previous = { ...intent, decidedAt: now }
    if (command === null || intent === null) continue
    charges = command.kind === 'start'
    const { epoch } = intent
    const sent = { ...command, id: String(minute), epoch, sentAt: now, refusal: null, confirmedAt: null }
    commands = [{ ...sent, outcome: 'done' }, ...commands]
  }
  return { commands, changesOfMind }
}
