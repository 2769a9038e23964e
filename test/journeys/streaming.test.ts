import axios from 'axios'
import { expect, test } from 'vitest'
import { findStreamAsked } from '../../src/vehicles/streaming-store.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, sleeper, socAt, wall } from './night.ts'
import { billedReads, playStreaming } from './streaming-night.ts'

const addKey = ({ simulator }: Stage, login = 'kari') =>
  axios.post(`${simulator.url}/_ak/localhost`, new URLSearchParams({ login }))
const EVENING_AND_MORNING = [wall('17:00'), wall('07:00')]

describeOnEveryEngine('a car that streams', (database) => {
  const stage = useStage(database, {
    start: wall('16:30'),
    streams: true,
    cars: [nightCar({ needsKey: true })],
  })

  test('is planned and controlled a whole night by what it tells, and read three times a day at most', async () => {
    const { vehicle } = await connect(stage())
    await addKey(stage())
    expect(await playStreaming(stage(), wall('07:30'))).toBeGreaterThan(20)
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect((await findStreamAsked(database(), vehicle.id))?.outcome).toBe('yes')
    for (const reads of await billedReads(stage(), vehicle, EVENING_AND_MORNING))
      expect(reads).toBeLessThanOrEqual(3)
    const sent = await ledger(stage(), vehicle)
    expect(sent.every(({ kind, confirmedAt }) => kind !== 'wake' && confirmedAt !== null)).toBe(true)
    expect(sent.length).toBeLessThanOrEqual(4)
  })
})

describeOnEveryEngine('a car whose records are spoilt on their way', (database) => {
  // Below its minimum it charges for an hour first, and tells so all the time.
  const cars = [nightCar({ needsKey: true, socPercent: 5 })]
  const stage = useStage(database, { start: wall('16:30'), streams: true, cars })

  test('is not believed when they are forged or late, once when they come twice, and read when out of order', async () => {
    const { vehicle } = await connect(stage())
    await addKey(stage())
    const spoils = ['forged', 'late', 'twice', 'reordered', undefined, undefined, undefined] as const
    await playStreaming(stage(), wall('19:00'), { spoilOf: (round) => spoils[round % spoils.length] })
    const outcomes = (word: string) =>
      stage().log.filter((line) => line.includes('webhook-received') && line.includes(`"${word}"`)).length
    for (const word of ['taken', 'known', 'signature', 'too-old'])
      expect([word, outcomes(word)]).not.toEqual([word, 0])
    const [reads = 0] = await billedReads(stage(), vehicle, [wall('17:00')])
    expect(reads).toBeLessThanOrEqual(12)
    const charge = (await findState(database(), vehicle.id))?.charge
    expect(charge?.status).toBe('connected')
    // What was lost on its way shows late.
    expect(charge?.socPercent).toBeGreaterThanOrEqual(20)
    expect(charge?.socPercent).toBeLessThanOrEqual(25)
  })
})

describeOnEveryEngine('a car that streams and falls asleep', (database) => {
  const stage = useStage(database, { start: wall('16:30'), streams: true, cars: [sleeper()] })

  test('is known to sleep by its stream, and woken once for its first block', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola', driverId: 'driver-ola' })
    await addKey(stage(), 'ola')
    await playStreaming(stage(), wall('19:00'))
    const reads = carOf(stage(), 'ola').requests.vehicle
    expect((await findState(database(), vehicle.id))?.reach).toBe('asleep')
    await playStreaming(stage(), wall('07:30'))
    expect(socAt(carOf(stage(), 'ola'), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    const sent = await ledger(stage(), vehicle)
    expect(sent.filter(({ kind }) => kind === 'wake').length).toBeLessThanOrEqual(1)
    expect(sent.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    expect(carOf(stage(), 'ola').requests.vehicle - reads).toBeLessThanOrEqual(3)
  })
})

describeOnEveryEngine('a car that cannot be got to stream', (database) => {
  const stage = useStage(database, {
    start: wall('16:30'),
    streams: true,
    cars: [nightCar({ needsKey: true, cannotStream: 'unsupported_firmware' })],
  })

  test('is told so, asked no more that day, and read as before', async () => {
    const { vehicle } = await connect(stage())
    await addKey(stage())
    await play(stage(), vehicle, wall('07:30'))
    expect((await findStreamAsked(database(), vehicle.id))?.outcome).toBe('unsupported')
    expect(stage().log.filter((line) => line.includes('fleet_telemetry_config'))).toHaveLength(1)
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test('nor while the carmaker does not answer: it is tried again in an hour', async () => {
    const { vehicle } = await connect(stage())
    await addKey(stage())
    await stage().arm({ kind: 'http-500', on: 'telemetryConfig' })
    await play(stage(), vehicle, wall('17:30'))
    expect((await findStreamAsked(database(), vehicle.id))?.outcome).toBeNull()
    await play(stage(), vehicle, wall('18:30'))
    expect((await findStreamAsked(database(), vehicle.id))?.outcome).toBe('unsupported')
  })
})
