import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { chargeStateFrom } from '../../../src/carmakers/tesla/map.ts'
import { countPositionFields } from '../../../src/carmakers/position-fields.ts'
import { vehicleDataSchema } from '../../../src/carmakers/tesla/wire.ts'
import { fixture } from './support.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
const payloads = ['vehicle-data', 'charge-state', 'charge-state-charging.assembled'].map((name) =>
  z.json().parse(name === 'vehicle-data' ? fixture(name) : { response: { charge_state: fixture(name) } }),
)

/** At every object, list and value of a document: once in its place, once beside it. */
function plantings(document: Json, canary: Json): Json[] {
  if (typeof document !== 'object' || document === null) return [canary]
  if (Array.isArray(document)) {
    return [
      canary,
      [...document, canary],
      ...document.flatMap((member, i) =>
        plantings(member, canary).map((planted) => document.with(i, planted)),
      ),
    ]
  }
  const within = Object.entries(document).flatMap(([key, member]) =>
    plantings(member, canary).map((planted) => ({ ...document, [key]: planted })),
  )
  return [
    canary,
    { ...document, home_location: canary },
    { ...document, [JSON.stringify(canary)]: canary },
    ...within,
  ]
}

/** Seven decimals, of which the third to seventh are never all zero: nothing that rounding could make by chance. */
const coordinate = (greatest: number) =>
  fc
    .tuple(
      fc.integer({ min: -greatest, max: greatest - 1 }),
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 10_001, max: 99_998 }),
    )
    .map(([whole, tenths, rest]) =>
      Number(`${String(whole)}.${String(tenths).padStart(2, '0')}${String(rest)}`),
    )
    .filter((value) => Math.abs(value * 100 - Math.round(value * 100)) > 0.05)

const forms = (latitude: number, longitude: number): Json[] => [
  latitude,
  String(latitude),
  `(${String(latitude)} N, ${String(longitude)} E)`,
  [longitude, latitude],
  { latitude, longitude },
  Math.round(latitude * 1e6),
  Math.round(latitude * 1e7),
]

/** Whether the position can be read from a value: to four decimals, about ten metres. */
function tells(value: unknown, latitude: number, longitude: number): boolean {
  const text = JSON.stringify(value)
  const numbers = (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number)
  return [latitude, longitude].some((one) =>
    numbers.some((number) => [1, 1e6, 1e7].some((scale) => Math.abs(number / scale - one) < 5e-5)),
  )
}

function leaks(schema: typeof vehicleDataSchema | z.ZodType, latitude: number, longitude: number): number {
  let found = 0
  for (const payload of payloads) {
    for (const form of forms(latitude, longitude)) {
      for (const planted of plantings(payload, form)) {
        const read = schema.safeParse(planted)
        if (read.success && tells(read.data, latitude, longitude)) found++
        const strict = vehicleDataSchema.safeParse(planted)
        if (
          schema === vehicleDataSchema &&
          strict.success &&
          tells(chargeStateFrom(strict.data.response.charge_state), latitude, longitude)
        )
          found++
      }
    }
  }
  return found
}

describe('a coordinate in a vehicle report', () => {
  it('survives in no field, key or form, wherever it stands', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(coordinate(90), coordinate(180), (latitude, longitude) => {
        expect(leaks(vehicleDataSchema, latitude, longitude)).toBe(0)
      }),
      { numRuns: 10 },
    )
  })

  test('would be found if the schema let a field through', () => {
    const loose = z.looseObject({ response: z.looseObject({ charge_state: z.looseObject({}) }) })
    const oneOpenString = z.object({
      response: z.object({ charge_state: z.object({ charging_state: z.string() }) }),
    })
    const oneOpenNumber = z.object({
      response: z.object({ charge_state: z.object({ battery_level: z.number() }) }),
    })
    for (const schema of [loose, oneOpenString, oneOpenNumber]) {
      expect(leaks(schema, 59.9134567, 10.7523456)).toBeGreaterThan(0)
    }
  })
})

describe('counting positions', () => {
  test.each([
    ['the recorded report: position, native position and route', fixture('vehicle-data'), 3],
    [
      'home and work in the charge state',
      { home_location: { latitude: 59.1, longitude: 10.1 }, work_location: { lat: 59.2, lng: 10.2 } },
      2,
    ],
    ['a latitude alone', { latitude: 59.1 }, 0],
    ['a position that is null', { latitude: null, longitude: null }, 0],
    [
      'text of older firmware',
      [{ key: 'Location', value: { stringValue: '(59.100000 N, 10.100000 E)' } }],
      1,
    ],
    ['GeoJSON', { type: 'Point', coordinates: [10.1, 59.1] }, 1],
    ['nothing', null, 0],
  ] as const)('in %s', (_, raw, count) => {
    expect(countPositionFields(raw)).toBe(count)
  })

  it('gets through an answer nested deeper than the call stack', () => {
    const depth = 200_000
    const raw: unknown = JSON.parse(`${'[{"a":'.repeat(depth)}{"lat":1,"lon":2}${'}]'.repeat(depth)}`)
    expect(countPositionFields(raw)).toBe(1)
  })
})
