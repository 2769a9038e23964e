import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { isConsentOpen } from '../../src/connections/consent-open.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import type { HealthReason } from '../../src/events/health-reasons.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'
import { nightCar, play, wall } from './night.ts'

const car = nightCar()

async function healthOf(stage: Stage, connectionId: string): Promise<string> {
  const known = await connectionHealth(stage.deps.db, connectionId, stage.clock.now())
  return `${known?.health?.state ?? 'none'}: ${known?.health?.reason ?? 'none'}`
}

/** What operations were told, in order. */
function told({ log }: Stage): string[] {
  const lines = log.filter((line) => line.includes('connection-health-changed'))
  return lines.flatMap((line) => /"ladeplan\.reason":"([\w-]+)"/.exec(line)?.[1] ?? [])
}

/** What the retailer is told of the car, in order. */
async function toldRetailer({ deps }: Stage): Promise<string[]> {
  const events = await eventsAfter(deps.db, { after: 0 }, 100)
  return events.flatMap((event) =>
    event.type === 'connection.health' ? [`${event.data.state}: ${event.data.reason}`] : [],
  )
}

describeOnEveryEngine('a carmaker that refuses access in the evening', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [car] })

  test.each<[Parameters<Stage['arm']>[0]['kind'], string, HealthReason]>([
    ['mobile-access-disabled', 'lost', 'refused-by-carmaker'],
    ['unpaid', 'lost', 'refused-to-us'],
  ])('with %s is told of at the next pass, hours before the night', async (kind, state, reason) => {
    const { connection, vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('17:05'))
    expect(await healthOf(stage(), connection.id)).toBe('connected: all-well')
    await stage().arm({ kind, on: 'vehicleData', vin: car.vin, times: 10_000 })
    await play(stage(), vehicle, wall('17:45'))
    expect(await healthOf(stage(), connection.id)).toBe(`${state}: ${reason}`)
    const known = await connectionHealth(database(), connection.id, stage().clock.now())
    expect(known?.health?.readyByAtRisk).toEqual(wall('07:00'))
    expect(told(stage()).filter((one) => one === reason)).toHaveLength(1)
    await stage().arm({ kind, on: 'vehicleData', vin: car.vin, times: 0 })
    await play(stage(), vehicle, wall('18:45'))
    expect(await healthOf(stage(), connection.id)).toBe('connected: all-well')
    expect(told(stage()).at(-1)).toBe('all-well')
    expect(await toldRetailer(stage())).toEqual([`${state}: ${reason}`, 'connected: all-well'])
  })

  test('is mended by consenting anew', async () => {
    const { connection, vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('17:05'))
    await stage().arm({ kind: 'mobile-access-disabled', on: 'vehicleData', vin: car.vin, times: 10_000 })
    await play(stage(), vehicle, wall('17:45'))
    const refused = await findConnection(database(), connection.id)
    if (refused === undefined) throw new Error('no such connection')
    expect(isConsentOpen(refused, stage().clock.now())).toBe(true)
    const flow = { connection: refused, ...(await openFlow(stage(), refused)) }
    const parameters = await signIn(flow)
    const anew = { carmaker: 'tesla', parameters, binding: flow.binding } as const
    expect((await completeConnection(stage().deps, anew)).accessFault).toBeNull()
  })
})

describeOnEveryEngine('a carmaker that does not renew access', (database) => {
  const stage = useStage(database, { start: wall('12:30'), cars: [car] })

  test('is told of in the evening, with the ready-by time that is at risk, while there is time', async () => {
    const { connection, vehicle } = await connect(stage())
    stage().door.spoil({ kind: 'answer', status: 401, error: 'invalid_client' }, 10_000)
    // Access ends at 20:30. It is renewed between 18:06 and 18:54, which fails, at a look that is at most half an hour later.
    await play(stage(), vehicle, wall('19:30'))
    expect(await healthOf(stage(), connection.id)).toBe('limited: access-ends-before-ready-by')
    expect(told(stage())).toContain('access-ends-before-ready-by')
    const known = await connectionHealth(database(), connection.id, stage().clock.now())
    expect(known?.health?.readyByAtRisk).toEqual(wall('07:00'))
  })
})
