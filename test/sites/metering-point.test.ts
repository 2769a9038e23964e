import { describe, expect, it } from 'vitest'
import { holdsMeteringPoint } from '../../src/sites/metering-point.ts'

describe('a metering point', () => {
  it.each([
    '707057500012345678',
    'id=707057500012345678;',
    'målepunkt 7070 5750 0012 3456 78',
    '707-057-500-012-345-678',
    '"7070575.00012345678"',
  ])('is seen in %o', (text) => {
    expect(holdsMeteringPoint(text)).toBe(true)
  })

  it.each([
    '',
    '70705750001234567',
    '7070575000123456789',
    '1707057500012345678',
    '707157500012345678',
    '4613',
    'driver-kari',
    '2024-12-12T16:05:00.000Z',
    '00000000-0000-4000-8000-000000000000',
  ])('is not seen in %o', (text) => {
    expect(holdsMeteringPoint(text)).toBe(false)
  })
})
