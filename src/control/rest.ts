import { earliest, latest } from '../base/interval.ts'
import { fenced, settleWrite } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { write } from '../database/writes.ts'
import { decide } from './decide.ts'
import { entryOf, WITHOUT_A_CALL } from './decision-log.ts'
import { decisionWrite } from './decision-log-store.ts'
import { factsInHand } from './facts-in-hand.ts'
import { saveChanges } from './record-incidents.ts'
import { troubleOf } from './watch-course.ts'
import { nextIncidentLook, watchIncidents } from './watch-incidents.ts'
import type { Work } from './work.ts'

/** A pass that may not call its carmaker. */
export interface Rest {
  /** Since when it does not answer; `null`: it answers, and asks to be left alone. */
  readonly downSince: Date | null
  /** When to come back; sooner if there is something to tell, or what is wanted changes. */
  readonly until: Date
  /** Not before; left out: at once. */
  readonly notBefore?: Date | undefined
  /** What is to be written down beside it. */
  readonly also: (trx: Trx) => Promise<void>
}

/**
 * A pass without a call. Nothing is planned or sent, and what was wanted stays; but the driver is told in time of a car that lacks
 * what it is promised, is to charge and cannot be told so, and the log says what would be wanted by now and why the car rests.
 */
export async function rest(work: Work, { downSince, until, notBefore, also }: Rest): Promise<void> {
  const { deps, claim, connection, known } = work
  const now = deps.clock.now()
  const facts = factsInHand(deps, connection, known, downSince)
  const decision = decide(facts)
  const { sign } = troubleOf(facts, decision, known.lesson)
  const newId = (): string => deps.randomness.id()
  // Whether the car is ready in time is judged when it has been seen.
  const open = known.incidents.filter(({ kind }) => kind === 'trouble')
  const watch = { facts, decision, sign, shortfall: null, open, newId }
  const changes = watchIncidents(watch)
  const turns = [nextIncidentLook(changes, watch), decision.intent?.validUntil]
  const ahead = turns.filter((turn) => turn !== undefined && turn > now).filter((turn) => turn !== undefined)
  const soonest = earliest(until, ...ahead)
  const due = latest(soonest, notBefore ?? soonest)
  const entry = entryOf({ facts, decision: { ...decision, nextDue: due } }, WITHOUT_A_CALL)
  await fenced(deps.db, claim, async (trx) => {
    await saveChanges(work, changes, trx)
    await also(trx)
    await write(trx, decisionWrite(claim.key, entry, now), settleWrite(claim, due))
  })
}
