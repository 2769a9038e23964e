import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { READ_TARIFFS_PATH, renderReadTariffs } from '../../scripts/read-tariffs.ts'
import { loadTariffs, SHIPPED_TARIFFS } from '../../src/tariffs/load-tariffs.ts'
import { digestOf, READ_BEFORE_FILE, readBefore } from '../../src/tariffs/read-before.ts'

test('what the tables hold is written beside them as it is; npx tsx scripts/write-read-tariffs.ts writes it anew', () => {
  expect(readFileSync(READ_TARIFFS_PATH, 'utf8')).toBe(renderReadTariffs())
})

describe('what tables hold', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tariffs-'))
    cpSync(SHIPPED_TARIFFS, directory, { recursive: true })
  })
  afterEach(() => {
    rmSync(directory, { recursive: true })
  })
  const at = (file: string): string => join(directory, file)
  const vat = 'norway/vat.yaml'
  const rate = (): number | undefined => loadTariffs(directory).vat.rows[0].rate

  it('is the same read as YAML', () => {
    rmSync(at(READ_BEFORE_FILE))
    expect(loadTariffs(directory)).toEqual(loadTariffs())
  })

  it('is taken from there', () => {
    const before = { ...readBefore(directory) }
    const digest = digestOf(readFileSync(at(vat), 'utf8'))
    const changed = JSON.stringify(before[digest]).replace('"rate":0.25', '"rate":0.26')
    const others = JSON.stringify({ ...before, [digest]: null }).slice(0, -1)
    writeFileSync(at(READ_BEFORE_FILE), `${others},${JSON.stringify(digest)}:${changed}}`)
    expect(rate()).toBe(0.26)
  })

  it('is read anew of a table that was changed', () => {
    writeFileSync(at(vat), readFileSync(at(vat), 'utf8').replace('rate: 0.25', 'rate: 0.24'))
    expect(rate()).toBe(0.24)
  })

  it.each(['', '[]', '{"x": 1}'])('is read as YAML where %j is written beside it', (text) => {
    writeFileSync(at(READ_BEFORE_FILE), text)
    expect(rate()).toBe(0.25)
  })

  it('is read as YAML where what is written beside it is none', () => {
    const digest = digestOf(readFileSync(at(vat), 'utf8'))
    writeFileSync(at(READ_BEFORE_FILE), JSON.stringify({ [digest]: { rows: [] } }))
    expect(rate()).toBe(0.25)
  })
})
