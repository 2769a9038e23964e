import { addHours, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { localDay, type TimeZone } from '../../src/base/local-time.ts'
import { commandWrite } from '../../src/control/command-store.ts'
import { gather } from '../../src/control/gather.ts'
import { COMMANDS_PER_DAY, WAKES_PER_DAY } from '../../src/control/next-step.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { write } from '../../src/database/writes.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const ACROSS_THE_WORLD: readonly TimeZone[] = [
  'Europe/Oslo',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'America/New_York',
]
const DAYS = 4
const STEP_HOURS = 2

interface Sent {
  readonly kind: 'start' | 'wake'
  readonly at: Date
}

describeOnEveryEngine('the budgets of the day of a driver who changes time zones', (database) => {
  const stage = useStage(database)
  let epoch = 100

  /** As much as the budgets allow, at every step. */
  const greedy = async (vehicle: Vehicle, connectionId: string, now: Date): Promise<readonly Sent[]> => {
    const spent = (await gather(database(), vehicle, now))?.spentToday ?? { commands: 0, wakes: 0 }
    const kinds: Sent['kind'][] = [
      ...Array.from({ length: Math.max(0, COMMANDS_PER_DAY - spent.commands) }, () => 'start' as const),
      ...Array.from({ length: Math.max(0, WAKES_PER_DAY - spent.wakes) }, () => 'wake' as const),
    ]
    await database()
      .transaction()
      .execute(async (trx) => {
        for (const kind of kinds) {
          epoch += 1
          const command = { ...{ id: `sent-${String(epoch)}`, epoch, attempt: 1, kind }, sentAt: now }
          const target = { vehicleId: vehicle.id, connectionId }
          await write(trx, commandWrite(trx, target, { ...command, purpose: 'intent' }))
        }
      })
    return kinds.map((kind) => ({ kind, at: now }))
  }
  const change = async (vehicleId: string, timeZone: TimeZone, now: Date): Promise<void> => {
    const policy = await findPolicy(database(), vehicleId)
    if (policy === undefined) throw new Error('The car has no policy')
    const changed = { vehicleId, policy: { ...policy, timeZone }, now }
    await database()
      .transaction()
      .execute((trx) => changePolicy(trx, changed))
  }
  const playedWith = async (zoneAt: (step: number) => TimeZone): Promise<readonly Sent[]> => {
    const { vehicle, connection } = await connect(stage())
    const sent: Sent[] = []
    for (let step = 0; step < (DAYS * 24) / STEP_HOURS; step++) {
      const now = addHours(stage().clock.now(), step * STEP_HOURS)
      await change(vehicle.id, zoneAt(step), now)
      sent.push(...(await greedy(vehicle, connection.id, addMinutes(now, 1))))
    }
    return sent
  }

  it('are those of any of these days, whichever of the zones tells it', async () => {
    const sent = await playedWith((step) => ACROSS_THE_WORLD[step % ACROSS_THE_WORLD.length] ?? 'UTC')
    for (const zone of ACROSS_THE_WORLD) {
      expect([zone, mostInADay(sent, 'start', zone)]).toEqual([zone, COMMANDS_PER_DAY])
      expect([zone, mostInADay(sent, 'wake', zone)]).toEqual([zone, WAKES_PER_DAY])
    }
  })

  it('are those of each day of the zone before and the zone after, where it is changed once', async () => {
    const sent = await playedWith((step) => (step < 15 ? 'Europe/Oslo' : 'Pacific/Kiritimati'))
    const changedAt = addHours(stage().clock.now(), 15 * STEP_HOURS)
    const before = sent.filter(({ at }) => at < changedAt)
    expect(mostInADay(before, 'start', 'Europe/Oslo')).toBe(COMMANDS_PER_DAY)
    const ofThatDay = sent.filter(
      ({ at, kind }) =>
        kind === 'start' && localDay(at, 'Europe/Oslo') === localDay(changedAt, 'Europe/Oslo'),
    )
    expect(ofThatDay.length).toBeLessThanOrEqual(COMMANDS_PER_DAY)
    const after = sent.filter(({ at }) => at >= changedAt)
    expect(mostInADay(after, 'start', 'Pacific/Kiritimati')).toBe(COMMANDS_PER_DAY)
  })

  it('are spent anew each day where nothing is changed, so that a day of another zone has more, which is the control', async () => {
    const sent = await playedWith(() => 'Europe/Oslo')
    expect(mostInADay(sent, 'start', 'Europe/Oslo')).toBe(COMMANDS_PER_DAY)
    expect(mostInADay(sent, 'start', 'Pacific/Pago_Pago')).toBe(2 * COMMANDS_PER_DAY)
  })
})

function mostInADay(sent: readonly Sent[], kind: Sent['kind'], zone: TimeZone): number {
  const days = new Map<string, number>()
  for (const one of sent) {
    if (one.kind !== kind) continue
    const day = localDay(one.at, zone)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  return Math.max(0, ...days.values())
}
