import { addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { nextTurnOfWill, willOf } from './driver-will.ts'
import { explain } from './explain.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import type { Command, Decision, Facts, Intent, Want } from './facts.ts'
import { nextLookAlone, wakeToAsk } from './in-doubt.ts'
import { judgeTest } from './judge-test.ts'
import { fulfils, nextStep, type Step } from './next-step.ts'
import { stepOnOldWord } from './old-word.ts'
import { withinReach } from './out-of-reach.ts'
import { releaseStep } from './release.ts'
import { wanted, type Wanted } from './wanted.ts'

/**
 * The reducer of control: from what is known of a vehicle to what is wanted, what is sent and when to look again. Pure;
 * the same facts give the same decision. A decision never waits: whatever a command does is seen by the next pass.
 */
export function decide(given: Facts): Decision {
  const confirmed = given.commands.filter((command) => isConfirmed(command, given)).map(({ id }) => id)
  const will = willOf(given)
  const facts = { ...given, override: will.override }
  const override = will.change
  const test = judgeTest(facts, confirmed)
  const testResult = test?.kind === 'over' ? test.result : null
  const { want, reason } = wanted(facts, test?.kind === 'next' ? test.desired : null)
  if (want === null) return { ...uncontrolled(facts, { want, reason }), confirmed, override, testResult }
  const epoch = epochOf(want, facts)
  const step = stepFor(facts, want, epoch)
  const shown = explain({ want, reason }, facts, step)
  const { command, nextDue } = withinReach(step, facts, want)
  const intent: Intent = { ...want, epoch, reason: shown }
  const withdrawing = want.cause === 'withdrawal'
  return {
    intent,
    reason: shown,
    command,
    confirmed,
    override,
    testResult,
    nextDue: earliest(nextDue, nextTurnOfWill(facts) ?? nextDue),
    finishWithdrawal: withdrawing && command === null && step.isReleasePending !== true,
  }
}

/** A car that has just begun to charge shows its power in a moment, and with it whether it is at home. */
function stepFor(facts: Facts, want: Want, epoch: number): Step {
  if (want.cause === 'in-doubt') return wakeToAsk(facts)
  if (want.desired === 'RELEASE') return releaseStep(facts, want, epoch)
  if (facts.atHome === null)
    return { command: null, nextDue: addSeconds(facts.now, facts.recipe.settlingSeconds), failed: false }
  return stepOnOldWord(facts, want, epoch) ?? nextStep(facts, want, epoch)
}

/** What an observation newer than the send bears out. A wake is confirmed by the car answering. */
function isConfirmed(command: Command, { state, commands, recipe }: Facts): boolean {
  if (command.confirmedAt !== null || command.outcome === 'refused' || state?.reach !== 'online') return false
  if (isSuperseded(command, commands)) return false
  if (command.kind === 'wake') return state.checkedAt > command.sentAt
  const charge = state.charge
  if (charge === null || charge.observedAt <= command.sentAt) return false
  return command.kind === 'stop' ? fulfils('HOLD', charge.status) : provesStart(charge, recipe)
}

/** Cars say that they charge before anything flows; one that does not tell its power is taken at its word. */
function provesStart({ status, powerKw }: ChargeState, { startProof }: Facts['recipe']): boolean {
  const flows = startProof === 'status' || status !== 'charging' || powerKw !== 0
  return flows && fulfils('CHARGE', status)
}

/** What the car shows after a later command is that one's doing, and tells nothing of the one before. */
function isSuperseded(command: Command, commands: readonly Command[]): boolean {
  return commands
    .slice(0, commands.indexOf(command))
    .some((later) => (later.kind === 'wake') === (command.kind === 'wake') && later.outcome !== 'refused')
}

/**
 * Retries count within an epoch, so it must not rise for the same want, and must for another. What was wanted of the car
 * when it was last plugged in is another want: its commands are not looked at any more; so is each doubt. A new epoch is above that of every
 * command, so that none of another want is ever taken for a try of this one, even if the intent it served was lost.
 */
function epochOf(want: Want, { previous, state, commands }: Facts): number {
  const newest = Math.max(0, ...commands.map(({ epoch }) => epoch))
  if (previous === null) return newest + 1
  const sameStay = state?.pluggedInAt == null || previous.decidedAt >= state.pluggedInAt
  const same =
    sameStay &&
    want.cause !== 'in-doubt' &&
    previous.desired === want.desired &&
    previous.cause === want.cause
  return same && newest <= previous.epoch ? previous.epoch : Math.max(newest, previous.epoch) + 1
}

function uncontrolled(
  facts: Facts,
  { reason }: Wanted,
): Omit<Decision, 'confirmed' | 'override' | 'testResult'> {
  const over = facts.consent === 'ended'
  return {
    intent: null,
    reason,
    command: null,
    nextDue: over ? null : nextLookAlone(facts),
    finishWithdrawal: false,
  }
}
