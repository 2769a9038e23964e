import { addHours, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import { readAgenda } from '../../src/control/agenda.ts'
import { beginOutage } from '../../src/control/outage-store.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

describeOnEveryEngine('a tick', (database) => {
  let sent = (): number => 0
  const stage = useStage(() => {
    const counted = countStatements(database())
    sent = counted.sent
    return counted.db
  })

  it('with nothing to do sends one statement for prices and one for all the rest', async () => {
    await connect(stage())
    await settle(stage().service, stage().clock)
    const before = sent()
    expect(await stage().service.tick()).toBe(0)
    expect(sent() - before).toBe(2)
    // The control: something to do costs more.
    stage().pass(3_600)
    expect(await stage().service.tick()).toBeGreaterThan(0)
    expect(sent() - before).toBeGreaterThan(10)
  })

  it('has an outage on its agenda until it is over', async () => {
    expect(await readAgenda(stage().deps)).toMatchObject({ hasOutage: false })
    const since = stage().clock.now()
    const host = { carmaker: 'tesla', region: 'europe' } as const
    const outage = { since, traffic: 'busy', askedAt: since, nextProbe: since, prober: null } as const
    await database()
      .transaction()
      .execute((trx) => beginOutage(trx, host, outage))
    expect(await readAgenda(stage().deps)).toMatchObject({ hasOutage: true })
    await database().updateTable('carmaker_outage').set({ over_at: since }).execute()
    expect(await readAgenda(stage().deps)).toMatchObject({ hasOutage: false })
  })

  it('has a consent on it from the instant at which it is over until it has ended', async () => {
    const { connection } = await connect(stage())
    const { clock } = stage()
    await settle(stage().service, clock)
    const endsAt = addHours(clock.now(), 1)
    await database().updateTable('connection').set({ consent_ends_at: endsAt }).execute()
    clock.stepTo(addSeconds(endsAt, -1))
    expect(await readAgenda(stage().deps)).toMatchObject({ hasConsentOver: false })
    clock.stepTo(endsAt)
    expect(await readAgenda(stage().deps)).toMatchObject({ hasConsentOver: true })
    // The car is given back within the same tick.
    expect(await stage().service.lookAfter()).toBeGreaterThan(1)
    await settle(stage().service, clock)
    expect(await readAgenda(stage().deps)).toMatchObject({ hasConsentOver: false })
    expect(await database().selectFrom('connection').select(['id', 'state']).execute()).toEqual([
      { id: connection.id, state: 'withdrawn' },
    ])
  })
})
