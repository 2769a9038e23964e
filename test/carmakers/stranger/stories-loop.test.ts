import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/database/database.ts'
import { api } from '../../http/requests.ts'
import { wall } from '../../journeys/night.ts'
import { sharedEmbedded } from '../../support/database.ts'
import { deleteRows } from '../../support/shared-database.ts'
import { connect, consentAnew, openStrangers, type Strangers } from './strangers.ts'

/** What may go wrong between a driver and a carmaker, as a carmaker tells it that keeps to its contract. */
describe('before a strict Tesla, a driver', () => {
  let db: Database
  let strangers: Strangers
  beforeAll(async () => {
    db = await sharedEmbedded()
  })
  beforeEach(async () => {
    await deleteRows(db)
    strangers = await openStrangers(db, wall('16:30'))
    strangers.tesla.car.chargingSince = strangers.clock.now().getTime()
  })
  afterEach(async () => {
    expect(strangers.tesla.violations()).toEqual([])
    await strangers.close()
  })

  const told = async (path: string): Promise<unknown> =>
    (await api(strangers.service.app, 'get', `/v1/${path}`).expect(200)).body
  const commands = (): string[] =>
    strangers.tesla.proxy.asked.flatMap((one) => /command\/(\w+)/.exec(one)?.[1] ?? [])
  const isCharging = (): boolean => strangers.tesla.car.chargingSince !== null

  test('who moves to another region is found there, at the cost of a refusal or two', async () => {
    const { tesla, play } = strangers
    const { connectionId } = await connect(strangers, 'tesla')
    await play(wall('16:45'))
    const before = tesla.europe.asked.length
    tesla.moveTo('america')
    await play(wall('18:00'))
    expect(tesla.europe.asked.length - before).toBeLessThanOrEqual(2)
    expect(tesla.america.asked.some((one) => one.endsWith('/vehicle_data'))).toBe(true)
    expect(isCharging()).toBe(false)
    expect(await told(`connections/${connectionId}`)).toMatchObject({ health: { reason: 'all-well' } })
  })

  test('who leaves commands unticked is told so, and served once they consent anew', async () => {
    const { tesla, play } = strangers
    Object.assign(tesla.tokens.driver, { unticks: ['vehicle_charging_cmds'] })
    const { connectionId } = await connect(strangers, 'tesla')
    await play(wall('17:30'))
    expect(await told(`connections/${connectionId}`)).toMatchObject({
      missingScopes: ['vehicle_charging_cmds'],
      health: { state: 'limited', reason: 'permission-missing' },
    })
    expect(await told(`connections/${connectionId}/receipt`)).toMatchObject({
      scopes: { missing: ['vehicle_charging_cmds'] },
    })
    expect([commands(), isCharging()]).toEqual([[], true])
    Object.assign(tesla.tokens.driver, { unticks: [] })
    await consentAnew(strangers, 'tesla', connectionId)
    await play(wall('18:00'))
    expect(await told(`connections/${connectionId}`)).toMatchObject({
      missingScopes: [],
      health: { state: 'connected', reason: 'all-well' },
    })
    expect([commands(), isCharging()]).toEqual([['charge_stop'], false])
  })

  test('who grants more than was asked has it in the receipt, and nothing is done with it', async () => {
    const { tesla, play } = strangers
    Object.assign(tesla.tokens.driver, {
      adds: ['vehicle_location', 'energy_cmds', 'torvet_nord', 'kvadraturen'],
    })
    const { connectionId } = await connect(strangers, 'tesla')
    await play(wall('18:00'))
    expect(await told(`connections/${connectionId}/receipt`)).toMatchObject({
      scopes: { missing: [], surplus: ['vehicle_location', 'energy_cmds', 'unlisted'] },
    })
    expect(tesla.europe.asked.filter((one) => /location|energy|drive/.test(one))).toEqual([])
    expect(isCharging()).toBe(false)
  })

  test('whose car lacks our key is shown where to add it, and served when it is there', async () => {
    const { tesla, play } = strangers
    tesla.car.paired = false
    const { connectionId, vehicleId } = await connect(strangers, 'tesla')
    await play(wall('17:30'))
    expect(await told(`connections/${connectionId}`)).toMatchObject({
      health: { state: 'needs_pairing', reason: 'key-not-added' },
    })
    expect(await told(`vehicles/${vehicleId}`)).toMatchObject({
      controllable: 'needs_pairing',
      pairingUrl: 'https://tesla.com/_ak/localhost',
    })
    expect([commands(), isCharging()]).toEqual([[], true])
    tesla.car.paired = true
    await play(wall('18:00'))
    expect([commands(), isCharging()]).toEqual([['charge_stop'], false])
  })

  test('whose car sleeps has it left asleep until it is to charge, and woken then', async () => {
    const { tesla, play } = strangers
    Object.assign(tesla.car, { chargingSince: null })
    await connect(strangers, 'tesla')
    await play(wall('17:30'))
    tesla.car.reach = 'asleep'
    const wakes = (): number => tesla.europe.asked.filter((one) => one.endsWith('/wake_up')).length
    await play(wall('20:00'))
    expect([wakes(), commands()]).toEqual([0, []])
    await play(wall('07:00'))
    expect(tesla.car.batteryLevel).toBeGreaterThanOrEqual(79)
    expect(wakes()).toBeLessThanOrEqual(3)
    expect(wakes()).toBeGreaterThan(0)
    expect(commands()[0]).toBe('charge_start')
  })
})
