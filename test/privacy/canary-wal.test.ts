import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patternsFor } from '../../src/privacy/canary/patterns.ts'
import { scanDirectory } from '../../src/privacy/canary/scan-files.ts'
import { createScanner } from '../../src/privacy/canary/scan.ts'
import { canaries } from '../support/canaries.ts'

const PAGE = 8_192
const HEADER = Buffer.alloc(24, 0xd1)
const VIN = 'LRW3E7EK7NC000001'

test('a value that a page of the write-ahead log cuts in two is found all the same', async () => {
  const scanner = createScanner(patternsFor(canaries))
  const first = Buffer.alloc(PAGE, 0x20)
  const second = Buffer.alloc(PAGE, 0x20)
  first.write(VIN.slice(0, 7), PAGE - 7)
  HEADER.copy(second)
  second.write(VIN.slice(7), HEADER.length)
  const segment = Buffer.concat([first, second])
  expect(scanner.scan(segment, 'raw')).toEqual([])

  const folder = await mkdtemp(join(tmpdir(), 'ladeplan-wal-'))
  try {
    await mkdir(join(folder, 'pg_wal'))
    await writeFile(join(folder, 'pg_wal', '000000010000000000000001'), segment)
    const { hits, bytes, places } = await scanDirectory(scanner, folder, 'database')
    expect(hits.map(({ label, place }) => `${label} in ${place}`)).toEqual([
      'VIN in database/pg_wal/000000010000000000000001, pages joined',
    ])
    expect([bytes, places]).toEqual([segment.length, 1])
  } finally {
    await rm(folder, { recursive: true })
  }
})
