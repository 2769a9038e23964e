import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, doubledEffects, ledger, nightCar, plansOf, play, sleeper, socAt, wall } from './night.ts'

describeOnEveryEngine('the stories of the demo', (database) => {
  const stage = useStage(database, { start: wall('12:15'), cars: [nightCar(), sleeper()] })

  test('the ordinary car is held back, charges in the cheapest hours and is ready in time', async () => {
    const { vehicle } = await connect(stage())
    const seen = await play(stage(), vehicle, wall('07:30'))
    expect(seen.map(({ desired, code }) => `${desired} ${code}`)).toEqual([
      'HOLD waiting_for_lower_price',
      'CHARGE charging_as_planned',
      'HOLD ready',
    ])
    const sent = await ledger(stage(), vehicle)
    expect(sent.map(({ kind, epoch, attempt }) => [kind, epoch, attempt])).toEqual([
      ['stop', 1, 1],
      ['start', 2, 1],
      ['stop', 3, 1],
    ])
    for (const { sentAt, confirmedAt, outcome } of sent) {
      expect(outcome).toBe('done')
      expect(confirmedAt?.getTime()).toBeGreaterThan(sentAt.getTime())
    }
    const report = carOf(stage())
    expect(report.commands).toHaveLength(3)
    expect(doubledEffects(report)).toBe(0)
    expect(report.requests.wake).toBe(0)
    expect(socAt(report, wall('02:00'))).toBeLessThan(42)
    expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect(await plansOf(stage(), vehicle)).toHaveLength(1)
  })

  test('the sleeping car is left asleep while it is held back, and woken once before its start', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola' })
    await play(stage(), vehicle, wall('07:30'))
    const sent = await ledger(stage(), vehicle)
    expect(sent.map(({ kind }) => kind)).toEqual(['stop', 'wake', 'start', 'stop'])
    const [, wake, start] = sent
    const seconds = ((start?.sentAt.getTime() ?? 0) - (wake?.sentAt.getTime() ?? 0)) / 1000
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    const report = carOf(stage(), 'ola')
    expect(report.commands.filter(({ answered }) => answered === 'asleep')).toEqual([])
    expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test('charge now starts the car at the next pass and ends with the target', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('19:10'))
    await chargeNow(stage().deps, vehicle.id)
    await chargeNow(stage().deps, vehicle.id)
    const seen = await play(stage(), vehicle, wall('23:30'))
    expect(seen.map(({ code }) => code)).toEqual(['charging_boost', 'ready'])
    const starts = carOf(stage()).effectiveCommands.filter(({ kind }) => kind === 'start')
    expect(starts.map(({ at }) => at)).toEqual([wall('19:10')])
    const left = await database().selectFrom('override').selectAll().execute()
    expect(left).toEqual([])
    expect(doubledEffects(carOf(stage()))).toBe(0)
  })

  test('withdrawal gives the car back by one release, ends consent and is followed by silence', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('21:30'))
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), vehicle, wall('07:30'))
    const after = (await ledger(stage(), vehicle)).filter(({ sentAt }) => sentAt >= wall('21:30'))
    expect(after.map(({ kind, purpose }) => [kind, purpose])).toEqual([['start', 'release']])
    const report = carOf(stage())
    expect(report.lastRequestAt).toEqual(wall('21:30'))
    expect(report.effectiveCommands.at(-1)).toEqual({ kind: 'start', at: wall('21:30') })
    expect(stage().simulator.report()).toMatchObject({ requestsAfterRevocation: 0 })
    expect(
      stage()
        .simulator.report()
        .revocations.map(({ login }) => login),
    ).toEqual(['kari'])
    expect((await findConnection(database(), connection.id))?.state).toBe('withdrawn')
    const keys = await database().selectFrom('driver_key').select('wrapped_key').execute()
    expect(keys).toEqual([{ wrapped_key: null }])
  })

  test('withdrawal sends nothing to a car that was never held back', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('16:50'))
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), vehicle, wall('18:00'))
    expect(await ledger(stage(), vehicle)).toEqual([])
    expect(carOf(stage()).commands).toEqual([])
    expect((await findConnection(database(), connection.id))?.state).toBe('withdrawn')
  })
})
