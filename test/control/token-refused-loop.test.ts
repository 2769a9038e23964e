import { addMinutes, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { quietAfter } from '../../src/control/quiet.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { NOW } from './night-facts.ts'

const REFUSED_MINUTES = 40
/** After one, two and four minutes every five, and the first at once. */
const MOST_TRIES = 11

describeOnEveryEngine('a carmaker that renews no token for one car', (database) => {
  const stage = useStage(database)

  it('is asked less and less often, and the car is started within five minutes of its renewing again', async () => {
    const { connection, vehicle } = await connect(stage(), { home: { carmaker: 'tesla' } })
    const { clock, door, service, simulator } = stage()
    await stepWorld(service, clock, addMinutes(clock.now(), 20))
    await chargeNow(stage().deps, vehicle.id)
    const [from, asked] = [clock.now(), door.requests.length]
    await database()
      .updateTable('token')
      .set({ access_expires_at: from, refresh_at: from })
      .where('connection_id', '=', connection.id)
      .execute()
    door.spoil({ kind: 'answer', status: 503, error: 'temporarily_unavailable' }, 1_000)
    await stepWorld(service, clock, addMinutes(from, REFUSED_MINUTES))
    const unsent = database().selectFrom('command').select('refusal').where('refusal', '=', 'not_sent')
    const tries = (await unsent.execute()).length
    expect(tries).toBeGreaterThan(MOST_TRIES / 2)
    expect(tries).toBeLessThanOrEqual(MOST_TRIES)
    // A look at the car asks for one, and the command.
    expect(door.requests.length - asked).toBeLessThanOrEqual(2 * MOST_TRIES + 2)
    expect(commandsOf(simulator)).toEqual(['stop'])

    door.renewAgain()
    await stepWorld(service, clock, addMinutes(from, REFUSED_MINUTES + 6))
    expect(commandsOf(simulator)).toEqual(['stop', 'start'])
  })
})

it('waits for a token for one minute, then two, four and five, and anew once a command has left', () => {
  const missing = {
    kind: 'refused',
    because: 'not_sent',
    retryAfterSeconds: 60,
    isWaitTold: false,
    isTokenMissing: true,
  } as const
  const unsent = (count: number) => Array.from({ length: count }, () => ({ refusal: 'not_sent' }))
  const seconds = (...before: readonly { refusal: string | null }[]) =>
    ((quietAfter(missing, NOW, 'intent', before)?.getTime() ?? 0) - NOW.getTime()) / 1_000
  expect([0, 1, 2, 3, 40].map((count) => seconds(...unsent(count)))).toEqual([60, 120, 240, 300, 300])
  expect(seconds(...unsent(1), { refusal: null }, ...unsent(9))).toBe(120)
  const told = { ...missing, retryAfterSeconds: 23, isWaitTold: true, isTokenMissing: false }
  expect(quietAfter(told, NOW, 'intent', unsent(9)), 'as the carmaker asks').toEqual(addSeconds(NOW, 23))
})

function commandsOf(simulator: Simulator): readonly string[] {
  return (simulator.report().cars[0]?.commands ?? []).map(({ kind }) => kind)
}
