import { addDays, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { commandWrite, outcomeWrite, confirmCommands } from '../../src/control/command-store.ts'
import { decide } from '../../src/control/decide.ts'
import { entryOf, type DecisionEntry } from '../../src/control/decision-log.ts'
import {
  DECISIONS_PER_DAY,
  decisionsOf,
  forgetDecisions,
  decisionWrite,
  newestDecisions,
} from '../../src/control/decision-log-store.ts'
import type { Facts } from '../../src/control/facts.ts'
import { write } from '../../src/database/writes.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { BLOCK, factsOf, NOW, stateOf } from './night-facts.ts'

function entry(given: Partial<Facts> = {}, commandId: string | null = null): DecisionEntry {
  const facts = factsOf(given)
  return entryOf({ facts, decision: decide(facts) }, { planCause: null, commandId })
}

const ALL = { from: new Date(0), until: addDays(NOW, 60), after: 0, limit: 1_000 }

describeOnEveryEngine('the decision log', (database) => {
  const stage = useStage(database)
  const log = (vehicleId: string, one: DecisionEntry, now: Date): Promise<void> =>
    database()
      .transaction()
      .execute((trx) => write(trx, decisionWrite(vehicleId, one, now)))

  it('has one line for what is decided again, and counts', async () => {
    const { vehicle } = await connect(stage())
    for (const minutes of [0, 10, 20]) {
      const state = stateOf({ socPercent: 50 - minutes / 10, observedAt: addMinutes(NOW, minutes) })
      await log(vehicle.id, entry({ state }), addMinutes(NOW, minutes))
    }
    const [first, ...rest] = await decisionsOf(database(), vehicle.id, ALL)
    expect(rest).toEqual([])
    expect(first).toMatchObject({ decidedAt: NOW, lastAt: addMinutes(NOW, 20), passes: 3, sent: null })
    expect(first?.knew).toMatchObject({
      socPercent: 50,
      status: 'connected',
      consent: 'live',
      planId: 'plan-1',
    })
    expect(first?.decided).toEqual({
      ...{ desired: 'HOLD', cause: 'price', epoch: 4, validUntil: BLOCK.start, planCause: null },
      reason: { code: 'waiting_for_lower_price', startsAt: BLOCK.start },
    })
  })

  it('has a line of its own for every other want, fact that changed sides, and command', async () => {
    const { vehicle } = await connect(stage())
    const lines = [
      entry(),
      entry({ state: stateOf({ status: 'charging' }) }),
      entry({ state: stateOf({ status: 'charging' }) }, 'stop-1'),
      entry({ state: stateOf({}, { reach: 'asleep' }) }),
      entry({ atHome: false }),
      entry({ override: { kind: 'charge-now', since: NOW } }),
      entry(),
    ]
    for (const [index, line] of lines.entries()) await log(vehicle.id, line, addMinutes(NOW, index))
    const kept = await decisionsOf(database(), vehicle.id, ALL)
    expect(kept.map(({ passes }) => passes)).toEqual(lines.map(() => 1))
    expect(kept.map(({ decided }) => decided.reason.code)).toContain('charging_boost')
  })

  it('tells what came back, as soon as it is known', async () => {
    const { vehicle } = await connect(stage())
    const command = {
      id: 'stop-1',
      epoch: 4,
      attempt: 1,
      kind: 'stop',
      purpose: 'intent',
      sentAt: NOW,
    } as const
    await database()
      .transaction()
      .execute(async (trx) => {
        const target = { vehicleId: vehicle.id, connectionId: vehicle.connectionId }
        await write(trx, commandWrite(trx, target, command))
        await write(
          trx,
          decisionWrite(vehicle.id, entry({ state: stateOf({ status: 'charging' }) }, 'stop-1'), NOW),
        )
      })
    const sent = async () => (await decisionsOf(database(), vehicle.id, ALL))[0]?.sent
    expect(await sent()).toMatchObject({ kind: 'stop', outcome: null, confirmedAt: null })
    const answered = addMinutes(NOW, 1)
    await database()
      .transaction()
      .execute((trx) =>
        write(trx, outcomeWrite(trx, command, { kind: 'refused', because: 'vehicle_busy' }, answered)),
      )
    expect(await sent()).toMatchObject({ outcome: 'refused', refusal: 'vehicle_busy', answeredAt: answered })
    await database()
      .transaction()
      .execute((trx) => confirmCommands(trx, ['stop-1'], addMinutes(NOW, 2)))
    expect(await sent()).toMatchObject({ outcome: 'done', confirmedAt: addMinutes(NOW, 2) })
  })

  it('is read by time, page by page, and from its end', async () => {
    const { vehicle } = await connect(stage())
    for (const index of [0, 1, 2, 3])
      await log(vehicle.id, entry({}, `command-${String(index)}`), addMinutes(NOW, index))
    const between = { from: addMinutes(NOW, 1), until: addMinutes(NOW, 3), after: 0, limit: 1 }
    const [second] = await decisionsOf(database(), vehicle.id, between)
    const [third] = await decisionsOf(database(), vehicle.id, { ...between, after: second?.ordinal ?? 0 })
    expect([second?.decidedAt, third?.decidedAt]).toEqual([addMinutes(NOW, 1), addMinutes(NOW, 2)])
    expect(await decisionsOf(database(), vehicle.id, { ...between, after: third?.ordinal ?? 0 })).toEqual([])
    const newest = await newestDecisions(database(), vehicle.id, { from: NOW, limit: 2 })
    expect(newest.map(({ decidedAt }) => decidedAt)).toEqual([addMinutes(NOW, 3), addMinutes(NOW, 2)])
    expect(await decisionsOf(database(), 'another', ALL)).toEqual([])
  })

  it('does not outgrow its bound on a day, and goes on the next', async () => {
    const { vehicle } = await connect(stage())
    await database()
      .insertInto('decision')
      .values(
        Array.from({ length: DECISIONS_PER_DAY }, (_, index) => ({
          ...{ vehicle_id: vehicle.id, decided_at: NOW, last_at: NOW, sameness: String(index) },
          ...{ knew: JSON.stringify(entry().knew), decided: JSON.stringify(entry().decided) },
          ...{ next_due: null, command_id: null },
        })),
      )
      .execute()
    await log(vehicle.id, entry({}, 'one-more'), addMinutes(NOW, 1))
    const kept = await decisionsOf(database(), vehicle.id, ALL)
    expect(kept).toHaveLength(DECISIONS_PER_DAY)
    expect(kept.at(-1)).toMatchObject({ passes: 2, lastAt: addMinutes(NOW, 1) })
    await log(vehicle.id, entry({}, 'one-more'), addMinutes(addDays(NOW, 1), 1))
    expect(await decisionsOf(database(), vehicle.id, ALL)).toHaveLength(DECISIONS_PER_DAY + 1)
  })

  it('refuses whatever its form does not name', async () => {
    const { vehicle } = await connect(stage())
    const { knew } = entry()
    const more = { ...entry(), knew: { ...knew, latitude: 58.146 } }
    await expect(log(vehicle.id, more, NOW)).rejects.toThrow(/latitude/)
    const elsewhere = { ...entry(), knew: { ...knew, override: '58.146, 7.995' } }
    await expect(log(vehicle.id, elsewhere, NOW)).rejects.toThrow(/override/)
    expect(await decisionsOf(database(), vehicle.id, ALL)).toEqual([])
  })

  it('forgets what last held before an instant', async () => {
    const { vehicle } = await connect(stage())
    await log(vehicle.id, entry(), NOW)
    await log(vehicle.id, entry(), addDays(NOW, 1))
    await forgetDecisions(database(), addDays(NOW, 1))
    expect(await decisionsOf(database(), vehicle.id, ALL)).toHaveLength(1)
    await forgetDecisions(database(), addMinutes(addDays(NOW, 1), 1))
    expect(await decisionsOf(database(), vehicle.id, ALL)).toEqual([])
  })
})
