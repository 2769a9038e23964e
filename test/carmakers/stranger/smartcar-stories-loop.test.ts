import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { OpenDatabase } from '../../../src/database/database.ts'
import { emptyTables } from '../../../src/database/empty-tables.ts'
import { api } from '../../http/requests.ts'
import { wall } from '../../journeys/night.ts'
import { openTestDatabase } from '../../support/database.ts'
import { connect, consentAnew, openStrangers, type Strangers } from './strangers.ts'

/** What may go wrong between a driver and Smartcar, as it tells it that keeps to its contract. */
describe('before a strict Smartcar, a driver', () => {
  let opened: OpenDatabase
  let strangers: Strangers
  beforeAll(async () => {
    opened = await openTestDatabase()
  })
  beforeEach(async () => {
    await emptyTables(opened.db)
    strangers = await openStrangers(opened.db, wall('16:30'))
    strangers.smartcar.car.charging = true
  })
  afterEach(async () => {
    expect(strangers.smartcar.violations()).toEqual([])
    await strangers.close()
  })
  afterAll(() => opened.close())

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
    Object.assign(smartcar.tokens.driver, { adds: ['read_location', 'read_odometer'] })
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('18:00'))
    expect(await told(`connections/${connectionId}/receipt`)).toMatchObject({
      scopes: { missing: [], surplus: ['read_location', 'read_odometer'] },
    })
    expect(smartcar.api.asked.filter((one) => /location|odometer/.test(one))).toEqual([])
    expect(smartcar.car.charging).toBe(false)
  })

  test('who disconnects the car in the dashboard is told that the car is lost, with a link that mends it', async () => {
    const { smartcar, play } = strangers
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('17:00'))
    smartcar.disconnected.add(smartcar.car.id)
    await play(wall('19:00'))
    const connection = z.object({ health: z.object({ state: z.string() }), consentUrl: z.url() })
    const { health } = connection.parse(await told(`connections/${connectionId}`))
    expect(health.state).toBe('lost')
  })
})
