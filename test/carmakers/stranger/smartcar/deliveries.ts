import { createHmac } from 'node:crypto'

/** One delivery as Smartcar sends it: the very bytes, and the headers. */
export interface Delivery {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface Reported {
  readonly vehicleId: string
  readonly eventId: string
  /** When the car said it, and when the delivery leaves, ms. */
  readonly observedAt: number
  readonly deliveredAt: number
  readonly percent: number
  readonly pluggedIn: boolean
  readonly charging: boolean
}

/** `VEHICLE_STATE`, signed over its raw bytes (vehicle-apis §2.9), with what nobody subscribed to. */
export function vehicleState(token: string, reported: Reported): Delivery {
  const { observedAt, deliveredAt } = reported
  const signal = (code: string, group: string, body: unknown): object => ({
    code,
    name: code,
    group,
    body,
    status: { value: 'SUCCESS' },
    meta: { oemUpdatedAt: observedAt, retrievedAt: deliveredAt },
  })
  const signals = [
    signal('tractionbattery-stateofcharge', 'TractionBattery', { unit: 'percent', value: reported.percent }),
    signal('charge-ischarging', 'Charge', { value: reported.charging }),
    signal('charge-ischargingcableconnected', 'Charge', { value: reported.pluggedIn }),
    signal('location-preciselocation', 'Location', { latitude: 60.0002, longitude: 10.0002, heading: null }),
    { code: 'charge-oftomorrow', name: null, group: 'Tomorrow', body: null, meta: {} },
    {
      code: 'charge-chargerphases',
      status: { value: 'ERROR', error: { type: 'COMPATIBILITY', code: null } },
      meta: {},
    },
  ]
  const trigger = { type: 'SIGNAL_UPDATED', signal: { code: 'charge-ischarging', name: 'IsCharging' } }
  return signed(token, {
    eventId: reported.eventId,
    eventType: 'VEHICLE_STATE',
    data: {
      user: { id: 'user~1' },
      vehicle: {
        id: reported.vehicleId,
        make: 'ŠKODA',
        model: null,
        year: null,
        mode: 'live',
        powertrainType: 'FUSION',
      },
      signals,
    },
    triggers: [trigger],
    meta: {
      version: '4.7',
      deliveryId: `d-${reported.eventId}`,
      deliveredAt,
      webhookId: 'wh~1',
      signalCount: 6,
      mode: 'LIVE',
    },
  })
}

/** Signs the bytes of `value` as they will travel; JSON with spaces, as no serialiser in use writes it. */
export function signed(token: string, value: unknown): Delivery {
  const body = Buffer.from(JSON.stringify(value, null, 3))
  const signature = createHmac('sha256', token).update(body).digest('hex')
  return { body, headers: { 'content-type': 'application/json', 'sc-signature': signature } }
}
