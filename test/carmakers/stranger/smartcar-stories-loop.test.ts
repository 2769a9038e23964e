import { addHours } from 'date-fns'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../../src/database/database.ts'
import { api } from '../../http/requests.ts'
import { wall } from '../../journeys/night.ts'
import { sharedEmbedded } from '../../support/database.ts'
import { deleteRows } from '../../support/shared-database.ts'
import { connect, consentAnew, openStrangers, type Strangers } from './strangers.ts'

/** What may go wrong between a driver and Smartcar, as it tells it that keeps to its contract. */
describe('before a strict Smartcar, a driver', () => {
  let db: Database
  let strangers: Strangers
  beforeAll(async () => {
    db = await sharedEmbedded()
  })
  beforeEach(async () => {
    await deleteRows(db)
    strangers = await openStrangers(db, wall('16:30'))
    strangers.smartcar.car.charging = true
  })
  afterEach(async () => {
    expect(strangers.smartcar.violations()).toEqual([])
    await strangers.close()
  })

  const told = async (path: string): Promise<unknown> =>
    (await api(strangers.service.app, 'get', `/v1/${path}`).expect(200)).body
  const commands = (): number =>
    strangers.smartcar.api.asked.filter((one) => one.startsWith('POST') && one.endsWith('/charge')).length

  test('who takes a permission back in the dashboard is told before the night, and served once it is given again', async () => {
    const { smartcar, play } = strangers
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('17:00'))
    const before = commands()
    expect([before > 0, smartcar.car.charging]).toEqual([true, false])
    Object.assign(smartcar.tokens.driver, { unticks: ['control_charge'] })
    await play(wall('22:00'))
    expect(await told(`connections/${connectionId}`)).toMatchObject({
      missingScopes: ['control_charge'],
      health: { state: 'limited', reason: 'permission-missing' },
    })
    Object.assign(smartcar.tokens.driver, { unticks: [] })
    await consentAnew(strangers, 'smartcar', connectionId)
    await play(wall('07:00'))
    expect(await told(`connections/${connectionId}`)).toMatchObject({
      missingScopes: [],
      health: { state: 'connected', reason: 'all-well' },
    })
    expect([commands() > before, smartcar.car.charging]).toEqual([true, true])
  })

  test('who grants more than was asked has it in the receipt, and nothing is done with it', async () => {
    const { smartcar, play } = strangers
    Object.assign(smartcar.tokens.driver, {
      adds: ['read_location', 'read_odometer', 'torvet_nord', 'read_kvadraturen'],
    })
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('18:00'))
    expect(await told(`connections/${connectionId}/receipt`)).toMatchObject({
      scopes: { missing: [], surplus: ['read_location', 'read_odometer', 'unlisted'] },
    })
    expect(smartcar.api.asked.filter((one) => /location|odometer/.test(one))).toEqual([])
    expect(smartcar.car.charging).toBe(false)
  })

  /** And whether there is a link by which the driver can mend it. */
  const health = async (connectionId: string): Promise<readonly [string, boolean]> => {
    const schema = z.object({ health: z.object({ state: z.string() }), consentUrl: z.url().nullable() })
    const { health: found, consentUrl } = schema.parse(await told(`connections/${connectionId}`))
    return [found.state, consentUrl !== null]
  }
  const asked = (): number => strangers.smartcar.api.asked.length
  /** The car is held by us when its driver disconnects it in the dashboard. */
  const disconnectHeld = async (): Promise<string> => {
    const { smartcar, play } = strangers
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('17:00'))
    expect([commands(), smartcar.car.charging]).toEqual([1, false])
    smartcar.disconnected.add(smartcar.car.id)
    return connectionId
  }

  test('who disconnects the car in the dashboard is told that it is lost, it is asked once a day, and served again once connected', async () => {
    const { smartcar, play } = strangers
    const connectionId = await disconnectHeld()
    const before = asked()
    await play(wall('18:00'))
    expect([await health(connectionId), asked() - before]).toEqual([['lost', true], 1])
    await play(wall('20:00'))
    expect(asked() - before).toBe(2)
    await play(addHours(wall('18:00'), 24 * 3 - 1))
    expect([asked() - before, commands()]).toEqual([4, 1])
    smartcar.disconnected.clear()
    await consentAnew(strangers, 'smartcar', connectionId)
    expect(await health(connectionId)).toEqual(['connected', false])
    expect(commands()).toBeGreaterThan(1)
  })

  test('whose refusal was a mishap of an hour is served that night without doing anything', async () => {
    const { smartcar, play } = strangers
    const connectionId = await disconnectHeld()
    await play(wall('17:40'))
    expect(await health(connectionId)).toEqual(['lost', true])
    smartcar.disconnected.clear()
    await play(wall('07:00'))
    expect([await health(connectionId), smartcar.car.charging]).toEqual([['connected', false], true])
  })

  test('who withdraws from a car that is disconnected has no release sent that could not be allowed, and is told', async () => {
    const { service, play } = strangers
    const connectionId = await disconnectHeld()
    await play(wall('18:00'))
    await api(service.app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    await play(wall('18:05'))
    expect(commands()).toBe(1)
    expect(await told(`connections/${connectionId}`)).toMatchObject({ state: 'withdrawn' })
  })
})
