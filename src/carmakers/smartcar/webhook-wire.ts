import { z } from 'zod'
import { EARLIEST_MS, LATEST_MS, rounded } from '../wire-values.ts'
import { vehicleIdSchema } from './wire.ts'

/**
 * All that is read of Smartcar's webhooks. A delivery holds every signal that the dashboard subscribes to, whatever this
 * application asked for: what is not named here, location above all, is dropped by the parse. The shapes drift between
 * generations, so every part but the ids may be missing.
 */

const milliseconds = z.int().min(EARLIEST_MS).max(LATEST_MS).nullable().catch(null)

/** Signals that tell about charging, with the name that older deliveries give them. */
export const SIGNALS = {
  'tractionbattery-stateofcharge': 'TractionBattery.StateOfCharge',
  'tractionbattery-nominalcapacity': 'TractionBattery.NominalCapacity',
  'charge-ischargingcableconnected': 'Charge.IsChargingCableConnected',
  'charge-ischarging': 'Charge.IsCharging',
  'charge-detailedchargingstatus': 'Charge.DetailedChargingStatus',
  'charge-chargelimits': 'Charge.ChargeLimits',
  'charge-energyadded': 'Charge.EnergyAdded',
  'charge-wattage': 'Charge.Wattage',
  'charge-isfastchargerpresent': 'Charge.IsFastChargerPresent',
} as const
export type SignalCode = keyof typeof SIGNALS

const signalCode = z
  .custom<SignalCode>((code) => typeof code === 'string' && Object.hasOwn(SIGNALS, code))
  .nullable()
  .catch(null)

const flag = z.object({ value: z.boolean() }).transform(({ value }) => value)
const chargingStatus = z
  .object({ value: z.enum(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING']) })
  .transform(({ value }) => value)
const percent = z.object({ value: rounded(0, 100, 0) }).transform(({ value }) => value)
const limit = z.object({ activeLimit: rounded(0, 100, 0) }).transform(({ activeLimit }) => activeLimit)
const kwh = z.object({ value: rounded(0, 300, 2) }).transform(({ value }) => value)
const capacity = z.object({ capacity: rounded(1, 300, 1) }).transform((one) => one.capacity)
const kilowatts = rounded(0, 400, 2)
const kw = z.union([
  z.object({ value: kilowatts, unit: z.enum(['kilowatts', 'kW']) }).transform(({ value }) => value),
  z
    .object({ value: rounded(0, 400_000, 0), unit: z.enum(['watts', 'W']) })
    .transform(({ value }) => kilowatts.parse(value === null ? null : value / 1_000)),
])

/** The signal under every name that may read its body: each of them takes what it knows and no more. */
function withBodyNamed(signal: unknown): unknown {
  if (typeof signal !== 'object' || signal === null || !('body' in signal)) return signal
  const { body } = signal
  return {
    ...signal,
    flag: body,
    chargingStatus: body,
    percent: body,
    limit: body,
    kwh: body,
    kw: body,
    capacity: body,
  }
}

const signalSchema = z.preprocess(
  withBodyNamed,
  z.object({
    code: signalCode,
    meta: z.object({ oemUpdatedAt: milliseconds }).catch({ oemUpdatedAt: null }),
    /** Missing in older deliveries, where a signal that is there is a success. */
    status: z
      .object({ value: z.enum(['SUCCESS', 'ERROR']).catch('ERROR') })
      .optional()
      .catch({ value: 'ERROR' }),
    flag: flag.nullable().catch(null),
    chargingStatus: chargingStatus.nullable().catch(null),
    percent: percent.nullable().catch(null),
    limit: limit.nullable().catch(null),
    kwh: kwh.nullable().catch(null),
    kw: kw.nullable().catch(null),
    capacity: capacity.nullable().catch(null),
  }),
)
export type Signal = z.infer<typeof signalSchema>

const errorSchema = z.object({
  type: z.enum(['PERMISSION', 'CONNECTED_SERVICES_ACCOUNT', 'other']).catch('other'),
  resolution: z.object({ type: z.enum(['REAUTHENTICATE', 'other']).catch('other') }).catch({ type: 'other' }),
  signals: z.array(signalNamed()).catch([]),
})

/** `VEHICLE_STATE`, `VEHICLE_ERROR` or something newer. */
export const deliverySchema = z.object({
  /** The same for every try to deliver. Kept as a hash only. */
  eventId: z.string().regex(/^[\w-]{1,64}$/),
  eventType: z.enum(['VEHICLE_STATE', 'VEHICLE_ERROR', 'other']).catch('other'),
  data: z.object({
    vehicle: z.object({ id: vehicleIdSchema }),
    signals: z.array(signalSchema).catch([]),
    errors: z.array(errorSchema).catch([]),
  }),
  /** When it was sent off; a retry has a later one. */
  meta: z.object({ deliveredAt: milliseconds }),
})
export type Delivery = z.infer<typeof deliverySchema>

/** One word without braces: what is answered with a signature must never be able to be a message. */
const challenge = z
  .object({ challenge: z.string().regex(/^[\w+/=.~-]{8,128}$/) })
  .transform((one) => one.challenge)

/** The question whether the address is ours, in both of its shapes. Not signed; the answer proves who we are, not they. */
export const verificationSchema = z.union([
  z
    .object({ eventType: z.literal('VERIFY'), data: challenge })
    .transform(({ data }) => ({ challenge: data })),
  z
    .object({ eventName: z.literal('verify'), payload: challenge })
    .transform(({ payload }) => ({ challenge: payload })),
])

/** The code of a signal that is named by its code in an object, or as `Group.Name` in a string; null for any other. */
function signalNamed() {
  const byName = new Map<string, string>(Object.entries(SIGNALS).map(([code, name]) => [name, code]))
  return z.preprocess((signal) => {
    if (typeof signal === 'string') return byName.get(signal)
    return typeof signal === 'object' && signal !== null && 'code' in signal ? signal.code : null
  }, signalCode)
}
