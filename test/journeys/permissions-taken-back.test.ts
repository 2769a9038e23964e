import axios from 'axios'
import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { consentReceipt } from '../../src/http/consent-receipt.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, wall } from './night.ts'

const COMMANDS = { tesla: 'vehicle_charging_cmds', smartcar: 'control_charge' } as const
type Told = keyof typeof COMMANDS

/** The driver changes what is ticked in the account at the carmaker. */
async function tick(stage: Stage, carmaker: Told, scopes: readonly string[]): Promise<void> {
  const change = { carmaker, login: 'kari', scopes }
  expect((await axios.post(`${stage.simulator.url}/_simulator/permissions`, change)).data).toEqual({
    changed: 1,
  })
}

describeOnEveryEngine('a driver who takes permissions back at the carmaker', (database) => {
  // Connected in the morning, plugged in at 17:00: by then it may be asked again.
  const stage = useStage(database, { start: wall('12:00'), cars: [nightCar()] })

  const healthOf = async (id: string) => {
    const health = (await connectionHealth(database(), id, stage().clock.now()))?.health
    return [health?.state, health?.reason, health?.readyByAtRisk]
  }
  const receiptOf = async (id: string): Promise<ReturnType<typeof consentReceipt>> => {
    const connection = await findConnection(database(), id)
    if (connection === undefined) throw new Error('no such connection')
    return consentReceipt(connection, await consentEvents(database(), id), { name: 'E', contact: 'e' })
  }

  test.each<Told>(['tesla', 'smartcar'])(
    'that to command (%s) is told in the evening, sent no command, and served again once it is given back',
    async (carmaker) => {
      const { connection, vehicle } = await connect(stage(), { home: { carmaker } })
      const { scopes } = stage().deps.carmaker(carmaker).oauth
      const left = scopes.filter((scope) => scope !== COMMANDS[carmaker])
      await play(stage(), vehicle, wall('16:45'))
      await tick(stage(), carmaker, left)
      expect(await healthOf(connection.id)).toEqual(['connected', 'all-well', null])
      await play(stage(), vehicle, wall('17:30'))
      expect(await healthOf(connection.id)).toEqual(['limited', 'permission-missing', wall('07:00')])
      expect(await ledger(stage(), vehicle)).toEqual([])
      expect(await receiptOf(connection.id)).toMatchObject({
        scopes: { missing: [COMMANDS[carmaker]] },
        history: [{ event: 'granted' }, { event: 'changed', purposes: [] }],
      })
      expect(stage().log.filter((line) => line.includes('"permissions-changed"'))).toHaveLength(1)
      await tick(stage(), carmaker, scopes)
      await play(stage(), vehicle, wall('07:00'))
      expect(await healthOf(connection.id)).toEqual(['connected', 'all-well', null])
      expect((await receiptOf(connection.id))?.scopes.missing).toEqual([])
      const refused = (await ledger(stage(), vehicle)).filter(({ outcome }) => outcome === 'refused')
      expect(refused).toEqual([])
    },
  )

  // A Tesla's access token holds what was granted when it was made; behind Smartcar it counts at once.
  test('that to command after it was asked for is told by the first command that is refused, with a way to mend it', async () => {
    const { connection, vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    const { scopes } = stage().deps.carmaker('smartcar').oauth
    await play(stage(), vehicle, wall('17:30'))
    const left = scopes.filter((scope) => scope !== COMMANDS.smartcar)
    await tick(stage(), 'smartcar', left)
    await chargeNow(stage().deps, vehicle.id, { until: 'target' })
    await play(stage(), vehicle, wall('17:40'))
    expect(await healthOf(connection.id)).toEqual(['limited', 'permission-missing', wall('07:00')])
    const refused = (await ledger(stage(), vehicle)).filter(({ outcome }) => outcome === 'refused')
    expect(refused).toMatchObject([{ kind: 'start' }])
  })

  test('a Tesla altogether is asked for consent again in the evening, hours before the night', async () => {
    const { connection, vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('16:45'))
    stage().door.spoil({ kind: 'answer', status: 401, error: 'login_required' }, 10_000)
    await play(stage(), vehicle, wall('17:30'))
    expect(await healthOf(connection.id)).toEqual(['needs_consent', 'ended-at-carmaker', wall('07:00')])
  })

  test('not at all costs five renewals of a Tesla a night at most, and no line in the ledger', async () => {
    const { connection, vehicle } = await connect(stage())
    const renewals = (): number => stage().simulator.report().tokenRequests.refreshes
    const before = renewals()
    await play(stage(), vehicle, wall('07:00'))
    expect(carOf(stage()).socPercent).toBeGreaterThanOrEqual(79)
    expect(await consentEvents(database(), connection.id)).toHaveLength(1)
    expect(renewals() - before).toBeGreaterThan(0)
    expect(renewals() - before).toBeLessThanOrEqual(5)
  })

  test('while the carmaker is out of order is asked again later, and nothing is taken from anybody', async () => {
    const { connection, vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('16:45'))
    stage().door.spoil({ kind: 'answer', status: 503, error: 'server_error' }, 1)
    await tick(stage(), 'tesla', ['openid', 'offline_access', 'vehicle_device_data'])
    await play(stage(), vehicle, wall('17:20'))
    expect((await findConnection(database(), connection.id))?.missingScopes).toEqual([])
    await play(stage(), vehicle, wall('18:15'))
    expect(await healthOf(connection.id)).toEqual(['limited', 'permission-missing', wall('07:00')])
  })
})
