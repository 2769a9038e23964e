import { expect, test } from 'vitest'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, doubledEffects, ledger, nightCar, play, sleeper, socAt, wall } from './night.ts'

const VIN = nightCar().vin
const READY_SOC = 79.5

describeOnEveryEngine('a carmaker with faults', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar(), sleeper()] })

  test.each(['stop', 'start'] as const)(
    'a %s that times out after the car has obeyed is not sent again, and confirmed by what the car shows',
    async (kind) => {
      const { vehicle } = await connect(stage())
      await stage().arm({ kind: 'timeout-after-effect', on: kind, vin: VIN })
      await play(stage(), vehicle, wall('07:30'))
      const report = carOf(stage())
      const hit = report.commands.find(({ answered }) => answered !== 'ok')
      expect(hit?.kind).toBe(kind)
      expect(report.effectiveCommands.map((effect) => effect.kind)).toEqual(['stop', 'start', 'stop'])
      const sent = await ledger(stage(), vehicle)
      expect(sent.map((command) => [command.kind, command.attempt])).toEqual([
        ['stop', 1],
        ['start', 1],
        ['stop', 1],
      ])
      expect(sent.every(({ confirmedAt }) => confirmedAt !== null)).toBe(true)
      expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(READY_SOC)
    },
  )

  test('a success that did nothing is noticed within two minutes, tried again and confirmed', async () => {
    const { vehicle } = await connect(stage())
    await stage().arm({ kind: 'ignored-200', on: 'start', vin: VIN })
    await play(stage(), vehicle, wall('07:30'))
    const starts = (await ledger(stage(), vehicle)).filter(({ kind }) => kind === 'start')
    expect(starts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'done'],
      [2, 'done'],
    ])
    const [ignored, worked] = starts
    expect((worked?.sentAt.getTime() ?? 0) - (ignored?.sentAt.getTime() ?? 0)).toBeLessThanOrEqual(120_000)
    expect(worked?.confirmedAt).not.toBeNull()
    expect(ignored?.confirmedAt, 'by the retry').toBeNull()
    expect(ignored?.epoch).toBe(worked?.epoch)
    expect(doubledEffects(carOf(stage()))).toBe(0)
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(READY_SOC)
  })

  test('a start ignored every time is tried three times, told as failed, and does not use up the day', async () => {
    const { vehicle } = await connect(stage())
    await stage().arm({ kind: 'ignored-200', on: 'start', vin: VIN, times: 10_000 })
    const seen = await play(stage(), vehicle, wall('03:30'))
    const starts = (await ledger(stage(), vehicle)).filter(({ kind }) => kind === 'start')
    expect(starts.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    const failed = seen.find(({ code }) => code === 'command_failed')
    const told = ((failed?.at.getTime() ?? Infinity) - (starts[0]?.sentAt.getTime() ?? 0)) / 60_000
    expect(told).toBeLessThanOrEqual(10)
  })

  test('an evening of errors, foreign pages and refusals leaves the car ready in time', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('16:50'))
    const storms = { 'http-500': '19:00', html: '21:00', 'rate-limited': '23:00' } as const
    for (const kind of ['http-500', 'html', 'rate-limited'] as const) {
      await stage().arm({ kind, vin: VIN, times: 10_000 })
      await play(stage(), vehicle, wall(storms[kind]))
      await stage().arm({ kind, vin: VIN, times: 0 })
    }
    await play(stage(), vehicle, wall('07:30'))
    const report = carOf(stage())
    expect(doubledEffects(report)).toBe(0)
    expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(READY_SOC)
    expect((await ledger(stage(), vehicle)).length).toBeLessThanOrEqual(12)
  })

  test.each(['http-500', 'rate-limited'] as const)(
    'twenty minutes of %s answers when the block begins leave the car ready in time',
    async (kind) => {
      const { vehicle } = await connect(stage())
      await play(stage(), vehicle, wall('02:55'))
      await stage().arm({ kind, vin: VIN, times: 10_000 })
      await play(stage(), vehicle, wall('03:20'))
      await stage().arm({ kind, vin: VIN, times: 0 })
      await play(stage(), vehicle, wall('07:30'))
      const report = carOf(stage())
      expect(doubledEffects(report)).toBe(0)
      expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(READY_SOC)
    },
  )

  test('a sleeping car whose first wake is lost is woken again and ready in time', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola' })
    await stage().arm({ kind: 'ignored-200', on: 'wake', vin: sleeper().vin })
    await play(stage(), vehicle, wall('07:30'))
    const report = carOf(stage(), 'ola')
    expect(report.requests.wake).toBe(2)
    expect(socAt(report, wall('07:00'))).toBeGreaterThanOrEqual(READY_SOC)
  })
})

describeOnEveryEngine('a car with a limit of its own below the target', (database) => {
  const cars = [sleeper({ limitPercent: 60 })]
  const stage = useStage(database, { start: wall('16:30'), cars })

  test('is charged to its limit, told so, and then neither woken nor commanded again', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola' })
    const seen = await play(stage(), vehicle, wall('07:30'))
    expect(seen.at(-1)?.code).toBe('vehicle_limit')
    const report = carOf(stage(), 'ola')
    expect(report.socPercent).toBeGreaterThan(59)
    expect(report.requests.wake).toBe(1)
    const limitAt = seen.at(-1)?.at.getTime() ?? 0
    expect(report.commands.filter(({ at, kind }) => at.getTime() > limitAt && kind !== 'stop')).toEqual([])
  })
})
