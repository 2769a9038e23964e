import { addDays, addMonths, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { findTokens } from '../../src/connections/token-store.ts'
import { holdsConsent } from './insert-command.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'

describeOnEveryEngine('a consent', (database) => {
  const stage = useStage(database)

  it('ends 24 months after it was given, which the ledger says', async () => {
    const { connection } = await connect(stage())
    const endsAt = addMonths(stage().clock.now(), 24)
    expect(connection.consentEndsAt).toEqual(endsAt)
    const [granted] = await consentEvents(database(), connection.id)
    expect(granted).toMatchObject({ endsAt, controller: 'Eksempelkraft AS' })
  })

  it('is refused a command by the database from the second on at which it ends', async () => {
    const { connection, vehicle } = await connect(stage())
    const endsAt = connection.consentEndsAt ?? new Date(0)
    const command = { vehicleId: vehicle.id, connectionId: connection.id }
    // The control: a second before, the same command is admitted.
    expect(await holdsConsent(database(), { ...command, sentAt: addSeconds(endsAt, -1), epoch: 1 })).toBe(
      true,
    )
    expect(await holdsConsent(database(), { ...command, sentAt: endsAt, epoch: 2 })).toBe(false)
  })

  it.each(['started', 'reauth_required', 'withdrawing', 'withdrawn', 'abandoned'])(
    'is refused every command but a release by the database while the connection is %s',
    async (state) => {
      const { connection, vehicle } = await connect(stage())
      const command = {
        ...{ vehicleId: vehicle.id, connectionId: connection.id },
        sentAt: stage().clock.now(),
      }
      expect(await holdsConsent(database(), { ...command, epoch: 1 })).toBe(true)
      await database().updateTable('connection').set({ state }).execute()
      for (let epoch = 2; epoch < 52; epoch++) {
        expect(await holdsConsent(database(), { ...command, epoch })).toBe(false)
      }
    },
  )

  it('that nobody renewed ends like one that was withdrawn, and the ledger says why', async () => {
    const { connection } = await connect(stage())
    await toEndOf(stage(), connection.consentEndsAt, 0)
    while ((await stage().service.tick()) > 0);
    expect(await findConnection(database(), connection.id)).toMatchObject({ state: 'withdrawn' })
    const events = await consentEvents(database(), connection.id)
    expect(events.map(({ event }) => event)).toEqual(['granted', 'expired'])
    expect(await findTokens(database(), connection.id)).toBeUndefined()
    expect(stage().log.join('')).toContain('consent-expired')
  })

  it('may be renewed from 30 days before its end, and holds for 24 months more', async () => {
    const { connection } = await connect(stage())
    await expect(renew(stage(), connection.id)).rejects.toThrow('sign-in')
    await toEndOf(stage(), connection.consentEndsAt, -30)
    const now = stage().clock.now()
    const before = await connectionHealth(database(), connection.id, now)
    expect(before?.health?.reason).toBe('consent-ends-soon')
    await renew(stage(), connection.id)
    const renewed = await findConnection(database(), connection.id)
    expect(renewed).toMatchObject({ state: 'connected', consentEndsAt: addMonths(now, 24) })
    const after = await connectionHealth(database(), connection.id, now)
    expect(after?.health?.reason).toBe('all-well')
    const events = await consentEvents(database(), connection.id)
    expect(events.map(({ event }) => event)).toEqual(['granted', 'granted'])
  })

  it('tells operations once of a health that changes, however many processes look', async () => {
    const { connection } = await connect(stage(), {
      scopes: ['openid', 'offline_access', 'vehicle_device_data'],
    })
    const processes = [stage().service, stage().another(), stage().another()]
    for (const process of processes) await process.lookAfter()
    expect(changes(stage())).toEqual(['limited: permission-missing'])
    await database().updateTable('connection').set({ state: 'reauth_required' }).execute()
    stage().pass(15 * 60)
    for (const process of processes) await process.lookAfter()
    expect(changes(stage())).toEqual(['limited: permission-missing', 'needs_consent: ended-at-carmaker'])
    const { health } = (await connectionHealth(database(), connection.id, stage().clock.now())) ?? {}
    expect(health).toMatchObject({ readyByAtRisk: new Date('2024-12-13T06:00:00Z') })
  })
})

async function toEndOf(stage: Stage, endsAt: Date | null, days: number): Promise<void> {
  const instant = addDays(endsAt ?? stage.clock.now(), days)
  stage.clock.stepTo(instant)
  // Two years on, what was seen then is no news; the car is heard of again.
  await stage.deps.db.updateTable('vehicle_state').set({ checked_at: instant }).execute()
  await stage.deps.db.updateTable('connection').set({ connected_at: instant }).execute()
}

async function renew(stage: Stage, connectionId: string): Promise<void> {
  const connection = await findConnection(stage.deps.db, connectionId)
  if (connection === undefined) throw new Error('no such connection')
  const flow = await openFlow(stage, connection)
  const parameters = await signIn(flow)
  await completeConnection(stage.deps, { carmaker: 'tesla', parameters, binding: flow.binding })
}

function changes({ log }: Stage): string[] {
  const lines = log.filter((line) => line.includes('connection-health-changed'))
  return lines.map((line) => {
    const [, state = ''] = /"ladeplan\.state":"(\w+)"/.exec(line) ?? []
    const [, reason = ''] = /"ladeplan\.reason":"([\w-]+)"/.exec(line) ?? []
    return `${state}: ${reason}`
  })
}
