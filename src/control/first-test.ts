import { addMinutes } from 'date-fns'
import type { TestCharge } from '../vehicles/test-charge.ts'
import type { Facts } from './facts.ts'
import { judgeTest, TEST_MINUTES } from './judge-test.ts'
import { COMMANDS_PER_DAY } from './next-step.ts'
import { wanted } from './wanted.ts'

/** A test that goes wrong takes ten minutes and is followed by tries to start; a car has to have this much to spare. */
const SPARE_MINUTES = 120
/** A test that goes wrong takes six. */
const MOST_SPENT_COMMANDS = COMMANDS_PER_DAY / 2

/**
 * Whether a car that was never tested may be tested now, by itself: plugged in at home, awake, and ruled by nothing but the
 * price, with hours to spare. Whoever waits for the car, or has said what it shall do, is not disturbed.
 */
export function isFirstTestDue(facts: Facts): boolean {
  const { now, state, atHome, test, spentToday } = facts
  if (test !== null || atHome !== true || state?.reach !== 'online') return false
  if (spentToday.commands >= MOST_SPENT_COMMANDS || wanted(facts).want?.cause !== 'price') return false
  const tested = { ...facts, test: { id: '', askedAt: now } }
  return hasTime(facts) && judgeTest(tested, [])?.kind === 'next'
}

/** What a test charge is called while it runs. */
export type BegunTest = Pick<TestCharge, 'id' | 'askedAt'>

/** The fuse of the site, too, has to be free for as long as a test takes. */
function hasTime({ now, latestStart, waitsUntil, roomUntil }: Facts): boolean {
  const isRoom = waitsUntil === null && (roomUntil === null || roomUntil > addMinutes(now, TEST_MINUTES))
  return isRoom && latestStart !== null && now < addMinutes(latestStart, -SPARE_MINUTES)
}
