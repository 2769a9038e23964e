import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CanaryInputs } from '../../src/privacy/canary/pattern.ts'
import { patternsFor } from '../../src/privacy/canary/patterns.ts'
import { plantsFor } from '../../src/privacy/canary/plants.ts'
import { plantEverything } from '../../src/privacy/canary/positive-control.ts'
import { scanDirectory, scanFile } from '../../src/privacy/canary/scan-files.ts'
import { createScanner, PAIR_REACH } from '../../src/privacy/canary/scan.ts'
import { canaries as inputs, noise } from '../support/canaries.ts'

const scanner = createScanner(patternsFor(inputs))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ladeplan-canary-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('a scan', () => {
  const scan = (content: string | Uint8Array): string[] =>
    scanner.scan(Buffer.from(content), 'log').map(({ label, encoding }) => `${label}: ${encoding}`)

  test('says where and what kind, and never the value', () => {
    const hits = scanner.scan(Buffer.from('{"lat":63.421528,"vin":"LRW3E7EK7NC000001"}'), 'log')
    expect(hits).toEqual([
      { place: 'log', label: 'coordinate 0 latitude', encoding: 'decimal', offset: 7 },
      { place: 'log', label: 'VIN', encoding: 'utf-8', offset: 24 },
    ])
  })

  test.each([
    ['the start of a longer one', '63.42152831', ['coordinate 0 latitude: decimal']],
    ['with a sign', '-63.4215', ['coordinate 0 latitude: decimal']],
    ['with a decimal comma', 'lat 63,421528', ['coordinate 0 latitude: decimal comma']],
    ['rounded up', '69.6500', ['coordinate 2 latitude: decimal']],
    ['rounded up and padded with zeros', '69.6500000', ['coordinate 2 latitude: decimal']],
    ['not, rounded up, if other digits follow', '69.65001', []],
    ['not with three decimals alone', '63.422', []],
    ['not as the end of a longer one', '163.4215', []],
    ['not inside a version', '1.63.4215', []],
    ['not inside a list of whole numbers', '1,63,4215', []],
    ['in millionths', 'lat=63421528', ['coordinate 0 latitude: scaled integer']],
    ['not inside a longer integer', '9634215284', []],
    ['as the key of an object', '{"63.421528":1}', ['coordinate 0 latitude: decimal']],
    ['not as the seconds of a clock time', '2024-12-12 03:14:59.913996+00', []],
    [
      'as degrees after a clock time that cannot be seconds',
      '03:14:63.4215',
      ['coordinate 0 latitude: decimal'],
    ],
  ])('finds a decimal %s', (_, text, expected) => {
    expect(scan(text)).toEqual(expected)
  })

  test('finds a long token that was cut, and one of which a page header took a piece', () => {
    const token = inputs.secrets[3]?.value ?? ''
    expect(scan(token.slice(0, 400))).toEqual(['token: utf-8'])
    expect(scan(token.slice(-100))).toEqual(['token: utf-8'])
    expect(scan(token.slice(0, 100))).toEqual([])
  })

  test('refuses canaries that would be met by chance, without saying the secret', () => {
    const message = (canary: CanaryInputs): string => String(caught(() => patternsFor(canary)))
    expect(message({ coordinates: [], secrets: [{ label: 'pin', value: '12345' }] })).toMatch(
      /'pin' is too short/,
    )
    expect(message({ coordinates: [], secrets: [{ label: 'pin', value: '12345' }] })).not.toContain('12345')
    for (const latitude of [0.123456, 91.123456, 63.421, Number.NaN]) {
      expect(message({ coordinates: [{ latitude, longitude: 10.395167 }], secrets: [] })).toContain(
        'latitude must be',
      )
    }
  })
})

describe('a double', () => {
  // To five decimals 19.21875, a sum of a few powers of two: all but three of its bytes are zero.
  const round = createScanner(
    patternsFor({ coordinates: [{ latitude: 63.421528, longitude: 19.218753 }], secrets: [] }),
  )
  const found = (value: number): number => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    return round.scan(bytes, 'database').length
  }

  test('of another value is not found, although it ends in the same zeros', () => {
    expect([2.40234375, 9.609375, 76.875].map(found)).toEqual([0, 0, 0])
  })

  test('of the value itself is, exact or rounded', () => {
    expect([19.218753, 19.21875, 63.421528, 63.42153].map(found)).toEqual([1, 1, 1, 1])
  })
})

describe('a pair of coarse values', () => {
  const pairAt = (distance: number): Buffer => {
    const buffer = Buffer.alloc(200, ' ')
    buffer.write('63.42', 50)
    buffer.write('10.395', 50 + distance)
    return buffer
  }

  test('counts within 64 bytes and not beyond', () => {
    const hits = scanner.scan(pairAt(PAIR_REACH), 'log')
    expect(hits).toEqual([
      { place: 'log', label: 'coordinate 0 pair', encoding: 'decimal, 2 or 3 digits', offset: 50 },
    ])
    expect(scanner.scan(pairAt(PAIR_REACH + 1), 'log')).toEqual([])
  })

  test('counts in either order', () => {
    expect(scanner.scan(Buffer.from('[10.40,63.42]'), 'log').map(({ offset }) => offset)).toEqual([1])
  })

  test('does not count as one value alone, nor with the value of another coordinate', () => {
    for (const text of ['63.42', '10.395', '63.42 63.421', '63.42, 5.32', '163.42 10.395', '63.42 10.3957']) {
      expect(scanner.scan(Buffer.from(text), 'log'), text).toEqual([])
    }
  })

  test('does not count across two kinds of number', () => {
    const float = Buffer.alloc(4)
    float.writeFloatLE(10.395167)
    expect(scanner.scan(Buffer.concat([Buffer.from('63.42 '), float]), 'log')).toEqual([])
  })
})

describe('a file read piece by piece', () => {
  const chunkBytes = 512

  test('gives each form at the same offset, once, wherever a border cuts it', async () => {
    const { bytes } = plantEverything(plantsFor(inputs), noise)
    const whole = scanner.scan(bytes, 'x').map(inOrder).sort()
    expect(whole.length).toBeGreaterThan(300)
    for (const size of [300, 512, 701, 4096, 65_536]) {
      const path = join(folder, 'planted')
      await writeFile(path, bytes)
      const result = await scanFile(scanner, path, { place: 'x', chunkBytes: size })
      expect(result.hits.map(inOrder).sort(), String(size)).toEqual(whole)
      expect(result.bytes).toBe(bytes.length)
    }
  })

  test('finds a value at every offset around a border, and does not find a piece of a longer number', async () => {
    for (let shift = -30; shift <= 30; shift++) {
      const filler = ' '.repeat(chunkBytes + shift)
      const path = join(folder, 'border')
      await writeFile(path, `${filler}63.421528${' '.repeat(chunkBytes)}`)
      const found = await scanFile(scanner, path, { place: 'x', chunkBytes })
      expect(found.hits.map(({ offset }) => offset)).toEqual([chunkBytes + shift])
      await writeFile(path, `${filler}163.421528 10.3951678 69.6500001${' '.repeat(chunkBytes)}`)
      const others = await scanFile(scanner, path, { place: 'x', chunkBytes })
      expect(others.hits.map(({ label }) => label)).toEqual(['coordinate 0 longitude'])
    }
  })

  test('searches files of every length about a border, and counts their bytes', async () => {
    for (let length = chunkBytes - 3; length < chunkBytes + 300; length += 3) {
      const path = join(folder, 'length')
      await writeFile(path, `${' '.repeat(length - 9)}63.421528`)
      const result = await scanFile(scanner, path, { place: 'x', chunkBytes })
      expect([result.hits.length, result.bytes]).toEqual([1, length])
    }
  })
})

describe('a folder', () => {
  test('is searched to its depth, names of files too, and hits carry no path of the machine', async () => {
    const root = join(folder, 'data')
    await mkdir(join(root, 'pg_wal'), { recursive: true })
    await writeFile(
      join(root, 'pg_wal', '000000010000000000000001'),
      Buffer.concat([noise, Buffer.from(' 63.421528 ')]),
    )
    await writeFile(join(root, 'empty'), '')
    await writeFile(join(root, 'seen at 59.9139.txt'), 'nothing')
    await symlink(join(folder, 'data'), join(root, 'loop'))
    const result = await scanDirectory(scanner, root, 'database')
    expect(result).toMatchObject({ places: 3, bytes: noise.length + 11 + 7 })
    expect(result.hits.map(({ place, label }) => [place, label])).toEqual([
      ['database/pg_wal/000000010000000000000001', 'coordinate 0 latitude'],
      ['database, names of files', 'coordinate 1 latitude'],
    ])
  })

  test('that is missing is a fault, not a clean result', async () => {
    await expect(scanDirectory(scanner, join(folder, 'nowhere'), 'database')).rejects.toThrow('ENOENT')
  })
})

function inOrder(hit: { offset: number; label: string; encoding: string }): string {
  return `${String(hit.offset).padStart(9, '0')} ${hit.label} ${hit.encoding}`
}

function caught(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Nothing was thrown')
}
