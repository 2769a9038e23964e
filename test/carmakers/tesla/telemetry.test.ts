import { describe, expect, it, test } from 'vitest'
import { receiveTelemetry } from '../../../src/carmakers/tesla/telemetry.ts'
import { mergeSignals } from '../../../src/vehicles/merge-signals.ts'
import { chargeOf } from '../../control/night-facts.ts'
import { fixture, VIN } from './support.ts'

const SECRET = 'a-telemetry-secret-of-at-least-32-characters'
const AT = new Date('2026-01-15T20:15:03.123Z')
const record = (changes: object = {}) =>
  Object.assign({}, fixture('fleet-telemetry-record.assembled'), changes)
const receive = (body: unknown, given: { secret?: string; receivedAt?: Date; dropped?: number[] } = {}) =>
  receiveTelemetry(
    SECRET,
    {
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      header: (name) => (name === 'authorization' ? `Bearer ${given.secret ?? SECRET}` : undefined),
      receivedAt: given.receivedAt ?? AT,
    },
    { onRead: ({ positionFieldsDropped: dropped }) => given.dropped?.push(dropped) },
  )

describe('a Fleet Telemetry record', () => {
  it('tells how the car charges, by the car’s own clock, and nothing of where it is', () => {
    const dropped: number[] = []
    const received = receive(record(), { dropped })
    expect(received).toMatchObject({
      kind: 'push',
      reference: VIN,
      push: {
        kind: 'signals',
        at: AT,
        changes: { socPercent: 52, status: 'charging', limitPercent: 80 },
        billed: 6,
      },
    })
    expect(JSON.stringify(received)).not.toMatch(/60\.0|10\.0|home|locat/i)
    expect(dropped[0]).toBeGreaterThan(0)
  })

  it('is the same event however often it comes, and another one if anything in it differs', () => {
    const idOf = (body: unknown) => {
      const received = receive(body)
      return received.kind === 'push' ? received.eventId : received.kind
    }
    expect(idOf(record())).toBe(idOf(record()))
    expect(idOf(record())).not.toBe(idOf(record({ isResend: true })))
  })

  test.each([
    ['signature', record(), { secret: `${SECRET}x` }],
    ['signature', record(), { secret: '' }],
    ['unreadable', '<html>', {}],
    ['unreadable', record({ vin: '../users/me' }), {}],
    ['unreadable', record({ createdAt: null }), {}],
    ['too-old', record(), { receivedAt: new Date('2026-01-15T20:20:04Z') }],
    ['too-old', record(), { receivedAt: new Date('2026-01-15T20:10:02Z') }],
    ['too-old', record({ isResend: true }), { receivedAt: new Date('2026-01-16T20:15:04Z') }],
  ] as const)('is refused, %s', (because, body, given) => {
    expect(receive(body, given)).toEqual({ kind: 'refused', because })
  })

  it('that the car had in store is taken for a day', () => {
    const receivedAt = new Date('2026-01-16T20:15:03Z')
    expect(receive(record({ isResend: true }), { receivedAt }).kind).toBe('push')
  })

  test.each(['<invalid>', null, -1, 101, { stringValue: '52' }])(
    'with a state of charge of %j changes none',
    (value) => {
      const received = receive(record({ data: [{ key: 'Soc', value: { doubleValue: value } }] }))
      expect(received).toMatchObject({ push: { changes: {} } })
    },
  )
})

describe('a connectivity record', () => {
  const connectivity = (changes: object = {}) =>
    Object.assign({}, fixture('fleet-telemetry-connectivity.assembled'), changes)
  const now = new Date('2026-01-15T20:15:05Z')

  test.each([
    ['CONNECTED', true],
    ['DISCONNECTED', false],
  ])('%s tells whether the car is there, and not by which network', (status, online) => {
    const received = receive(connectivity({ status }), { receivedAt: now })
    expect(received).toMatchObject({ reference: VIN, push: { kind: 'reach', online } })
    expect(JSON.stringify(received)).not.toContain('wifi')
  })

  test.each([
    ['unreadable', { status: 'UNKNOWN' }],
    ['unreadable', { vin: 'x' }],
    ['too-old', { createdAt: '2026-01-15T20:10:00Z' }],
  ] as const)('is refused, %s', (because, changes) => {
    expect(receive(connectivity(changes), { receivedAt: now })).toEqual({ kind: 'refused', because })
  })
})

describe('streamed values', () => {
  const later = new Date(chargeOf().observedAt.getTime() + 1000)

  it('change what they tell and leave the rest', () => {
    const merged = mergeSignals(chargeOf(), { at: later, changes: { status: 'charging', powerKw: 11 } })
    expect(merged).toEqual({ ...chargeOf(), observedAt: later, status: 'charging', powerKw: 11 })
    const stopped = mergeSignals(merged, { at: later, changes: { status: 'connected' } })
    expect(stopped?.powerKw).toBe(0)
  })

  it('older than what is known cannot be put together with it', () => {
    const earlier = new Date(chargeOf().observedAt.getTime() - 1)
    expect(mergeSignals(chargeOf(), { at: earlier, changes: { socPercent: 40 } })).toBeNull()
  })

  it('are all that is known of a car that was never read; unknown is not zero', () => {
    expect(mergeSignals(null, { at: later, changes: { socPercent: 40 } })).toMatchObject({
      status: 'unknown',
      socPercent: 40,
      powerKw: null,
    })
  })
})
