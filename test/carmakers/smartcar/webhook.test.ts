import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { receiveSmartcarWebhook } from '../../../src/carmakers/smartcar/webhook.ts'
import type { ReceivedWebhook } from '../../../src/carmakers/webhook.ts'
import { recorded, signatureOf, stateOf } from './deliveries.ts'

const TOKEN = 'management-token'
const NOW = new Date('2026-01-11T21:56:56Z')
const CAR = '27192cce-8920-4ba9-b6c6-4f280a86fe39'
const SENT = { eventId: 'event-1', deliveredAt: NOW }

function receive(message: unknown, headers: Record<string, string> = {}, receivedAt = NOW): ReceivedWebhook {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  const all: Record<string, string> = { 'sc-signature': signatureOf(TOKEN, body), ...headers }
  const delivery = { body: Buffer.from(body), header: (name: string) => all[name], receivedAt }
  return receiveSmartcarWebhook(TOKEN, delivery, {})
}

describe('a challenge', () => {
  it.each([
    ['of version 4', { eventType: 'VERIFY', data: { challenge: 'a-random-challenge' } }],
    ['of version 2', { version: '2.0', eventName: 'verify', payload: { challenge: 'a-random-challenge' } }],
  ])('%s is answered with its signature, though it is not signed', (_, message) => {
    expect(receive(message, { 'sc-signature': '' })).toEqual({
      kind: 'challenge',
      answer: { challenge: signatureOf(TOKEN, 'a-random-challenge') },
    })
  })

  it('is answered when it is signed, too, and when it is written in base64', () => {
    const challenge = 'c3Ryb25n+/IGxpa2U='
    expect(receive({ eventType: 'VERIFY', data: { challenge } })).toEqual({
      kind: 'challenge',
      answer: { challenge: signatureOf(TOKEN, challenge) },
    })
  })

  it.each(['{"eventType":"VEHICLE_STATE"}', 'with space', '', 'a', 'ø'.repeat(20), 'x'.repeat(129)])(
    'that could be a message, or is none, gets no signature: %s',
    (challenge) => {
      const message = { eventType: 'VERIFY', data: { challenge } }
      expect(receive(message, { 'sc-signature': '' })).toEqual({ kind: 'refused', because: 'signature' })
    },
  )
})

describe('a signature', () => {
  const body = JSON.stringify(recorded('vehicle_state-with-location', NOW))
  const genuine = signatureOf(TOKEN, body)

  it('of these very bytes is accepted, in either case', () => {
    for (const signature of [genuine, genuine.toUpperCase()]) {
      expect(receive(body, { 'sc-signature': signature }).kind).toBe('push')
    }
  })

  it('is refused if any character of it differs', () => {
    for (let at = 0; at < genuine.length; at++) {
      const other = genuine[at] === '0' ? '1' : '0'
      const forged = genuine.slice(0, at) + other + genuine.slice(at + 1)
      expect(receive(body, { 'sc-signature': forged })).toEqual({ kind: 'refused', because: 'signature' })
    }
  })

  it.each([
    ['missing', ''],
    ['cut', genuine.slice(0, 63)],
    ['too long', `${genuine}00`],
    ['of another key', signatureOf('another', body)],
    ['of the same message written otherwise', signatureOf(TOKEN, ` ${body}`)],
    ['no hexadecimal', 'z'.repeat(64)],
  ])('that is %s is refused', (_, signature) => {
    expect(receive(body, { 'sc-signature': signature })).toEqual({ kind: 'refused', because: 'signature' })
  })
})

describe('a signed message', () => {
  it.each([
    [-301, 'too-old'],
    [-299, 'push'],
    [299, 'push'],
    [301, 'too-old'],
  ])('sent off %i seconds from now is %s', (seconds, expected) => {
    const message = recorded('vehicle_state-with-location', new Date(NOW.getTime() + seconds * 1000))
    const received = receive(message)
    expect(received.kind === 'refused' ? received.because : received.kind).toBe(expected)
  })

  it.each([
    ['nothing', ''],
    ['cut', '{"eventId":"event-1","eventType"'],
    ['HTML', '<html>'],
    ['an array', '[]'],
    ['null', 'null'],
    ['without a car', { ...stateOf(CAR, [], SENT), data: {} }],
    ['of a car without an id', stateOf('59.123457,10.123457', [], SENT)],
    ['with an event id that is prose', { ...stateOf(CAR, [], SENT), eventId: 'at 59.123457' }],
  ])('that is %s is unreadable, and nothing of it is told', (_, message) => {
    const received = receive(message)
    expect(received).toEqual({ kind: 'refused', because: 'unreadable' })
  })

  it('tells the state by the age that the car gave it, and nothing of the place', () => {
    const received = receive(recorded('vehicle_state-with-location', NOW))
    expect(received).toEqual({
      kind: 'push',
      eventId: 'event-0001',
      reference: CAR,
      push: {
        kind: 'state',
        state: {
          observedAt: new Date(1768168607000),
          status: 'complete',
          socPercent: 100,
          limitPercent: 100,
          powerKw: 0,
          energyAddedKwh: 0,
          capacityKwh: 90,
          fastCharging: false,
        },
      },
    })
    expect(inspect(received, { depth: 9 })).not.toMatch(/60\.0|10\.0|latitude|heading/)
  })

  it('without the cable among its signals only says that something changed', () => {
    const push = receive(recorded('vehicle_state', NOW))
    expect(push).toMatchObject({ kind: 'push', push: { kind: 'changed' } })
  })

  it('about an error of a signal we do not use asks for nothing but a look', () => {
    expect(receive(recorded('vehicle_error', NOW))).toMatchObject({ push: { kind: 'changed' } })
  })

  it.each([
    ['a string', 'Charge.IsCharging'],
    ['an object', { code: 'charge-ischarging' }],
  ])('about a permission for charging, its signal given as %s, asks for consent', (_, signal) => {
    const error = { type: 'PERMISSION', resolution: { type: 'REAUTHENTICATE' }, signals: [signal] }
    const message = { ...stateOf(CAR, [], SENT), eventType: 'VEHICLE_ERROR' }
    const received = receive({ ...message, data: { ...message.data, errors: [error] } })
    expect(received).toMatchObject({ push: { kind: 'consent-needed' } })
  })

  it.each([
    [11.04, 'kW', 11.04],
    [11_040, 'W', 11.04],
    [69_137.85, 'kW', null],
    [399_000, 'watts', 399],
    [400_600, 'watts', null],
  ])('takes a power of %s %s for %s kW', (value, unit, powerKw) => {
    const signals = [
      { code: 'charge-ischargingcableconnected', body: { value: true }, at: NOW },
      { code: 'charge-ischarging', body: { value: true }, at: NOW },
      { code: 'charge-wattage', body: { value, unit }, at: NOW },
    ]
    expect(receive(stateOf(CAR, signals, SENT))).toMatchObject({ push: { state: { powerKw } } })
  })

  it('leaves unknown what is out of range or of another type, and a fast charger is told', () => {
    const signals = [
      { code: 'charge-ischargingcableconnected', body: { value: true }, at: NOW },
      { code: 'charge-ischarging', body: { value: true }, at: NOW },
      { code: 'charge-isfastchargerpresent', body: { value: true }, at: NOW },
      { code: 'charge-wattage', body: { value: 59_123_457, unit: 'watts' }, at: NOW },
      { code: 'tractionbattery-stateofcharge', body: { value: 592 }, at: NOW },
      { code: 'charge-energyadded', body: { value: '59.12' }, at: NOW },
    ]
    expect(receive(stateOf(CAR, signals, SENT))).toMatchObject({
      push: {
        state: {
          status: 'charging',
          socPercent: null,
          powerKw: null,
          energyAddedKwh: null,
          fastCharging: true,
        },
      },
    })
  })
})
