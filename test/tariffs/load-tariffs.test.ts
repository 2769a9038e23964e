import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTariffs, SHIPPED_TARIFFS } from '../../src/tariffs/load-tariffs.ts'
import { TariffDataError } from '../../src/tariffs/tariff-file.ts'

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tariffs-'))
  cpSync(SHIPPED_TARIFFS, directory, { recursive: true })
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** Replaces text in a file, which has to be there. */
function edit(file: string, from: string, to: string): void {
  const path = join(directory, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  writeFileSync(path, text.replace(from, to))
}

function faults(): TariffDataError['faults'] {
  try {
    loadTariffs(directory)
    return []
  } catch (error) {
    if (error instanceof TariffDataError) return error.faults
    throw error
  }
}

test('tables are read as they are shipped', () => {
  expect(faults()).toEqual([])
  expect(loadTariffs(directory)).toEqual(loadTariffs())
})

describe('a fault in a table is told with file and field', () => {
  test.each([
    ['norway/vat.yaml', 'rate: 0.25', 'rate: 25', 'rows.0.rate'],
    ['norway/vat.yaml', "'56'", "'99'", 'rows.0.exemptCounties.2'],
    ['norway/enova-levy.yaml', 'orePerKwh', 'krPerKwh', 'rows.0.orePerKwh'],
    ['norway/support.yaml', "validTo: '2026-01-01'", "validTo: '2026-02-01'", 'rows.3'],
    ['norway/electricity-tax.yaml', "validFrom: '2025-10-01'", "validFrom: '2025-11-01'", 'rows.4'],
    ['norway/norgespris.yaml', 'rows:', 'lines:', 'rows'],
    ['continued.yaml', 'area-lega]', 'area-nowhere]', 'rows.0'],
    ['continued.yaml', 'continuedIn: area-alle', 'continuedIn: arva', 'rows.0'],
    ['grid/elvia.yml', 'timer: 6-21', 'timer: 6-24', 'tariffer.0.energiledd.unntak.0.timer'],
    ['grid/elvia.yml', 'virkedag', 'workday', 'tariffer.0.energiledd.unntak.0.dager.0'],
    ['grid/elvia.yml', 'pris: 24.56', "pris: '24.56'", 'tariffer.0.energiledd.unntak.0.pris'],
    ['grid/elvia.yml', "gyldig_til: '2025-01-01'", "gyldig_til: '2025-01-02'", 'tariffer.1'],
    ['grid/elvia.yml', 'terskel: 2\n', 'terskel: 6\n', 'tariffer.0.fastledd.terskler'],
    [
      'grid/area-alle.yml',
      'timer: 6-21',
      'timer: 6-21\n          mnd: [mai]',
      'tariffer.0.energiledd.unntak.1',
    ],
    ['grid/area-alle.yml', 'måneder: [januar', 'måneder: [april, januar', 'tariffer.0.energiledd.unntak'],
  ])('%s: %j as %j', (file, from, to, field) => {
    // Area Nett in conflict: the nights in summer must reach into the day for it.
    if (field.endsWith('unntak')) edit(file, 'timer: 22-5', 'timer: 21-5')
    edit(file, from, to)
    expect(faults().map((fault) => [fault.file, fault.field])).toContainEqual([file, field])
  })

  test('or as one that is not YAML', () => {
    writeFileSync(join(directory, 'grid/elvia.yml'), 'netteier: [')
    expect(faults()).toMatchObject([{ file: 'grid/elvia.yml', field: '' }])
  })

  test('or as one that is missing', () => {
    rmSync(join(directory, 'norway/vat.yaml'))
    rmSync(join(directory, 'grid'), { recursive: true })
    expect(faults().map(({ file }) => file)).toEqual(['norway/vat.yaml', 'grid'])
  })
})

test('all faults are told at once, with what to do', () => {
  edit('norway/vat.yaml', 'rate: 0.25', 'rate: 25')
  edit('grid/bkk.yml', "netteier: 'BKK AS '", "netteier: ''")
  expect(() => loadTariffs(directory)).toThrow(
    /Correct or restore:\n {2}norway\/vat\.yaml rows\.0\.rate, line 7: .+\n {2}grid\/bkk\.yml netteier, line 2: /,
  )
})
