import type { SlotCost } from '../../../src/tariffs/cost-curve.ts'
import type { DatedRows } from '../../../src/tariffs/dated-table.ts'
import type { GridTariff } from '../../../src/tariffs/grid-company.ts'
import type { HourRule } from '../../../src/tariffs/hour-rules.ts'
import type { Tariffs } from '../../../src/tariffs/load-tariffs.ts'
import type { TariffSite } from '../../../src/tariffs/tariff-site.ts'
import { isSummer } from './calendar-by-hand.ts'

/** Faults that bills are known to have, made in the facts that the code under test reads. */

export function withoutHolidays(tariffs: Tariffs): Tariffs {
  return withRules(tariffs, (rule) => ({
    ...rule,
    days: rule.days?.map((day) => (day === 'working-day' ? 'monday-to-friday' : day)) ?? null,
  }))
}

export function withoutNights(tariffs: Tariffs): Tariffs {
  return withRules(tariffs, (rule) => ({
    ...rule,
    hours: rule.hours?.has(0) === true ? new Set<number>() : rule.hours,
  }))
}

export function withoutSeasons(tariffs: Tariffs): Tariffs {
  return withRules(tariffs, (rule) => ({ ...rule, months: null }))
}

export function withThresholdTimes(tariffs: Tariffs, factor: number): Tariffs {
  const { support } = tariffs
  const rows = mapped(support.rows, (row) => ({ ...row, thresholdOre: row.thresholdOre * factor }))
  return { ...tariffs, support: { ...support, rows } }
}

export function withLastThreshold(tariffs: Tariffs): Tariffs {
  const { support } = tariffs
  const rows = mapped(support.rows, (row) => ({ ...row, thresholdOre: 77 }))
  return { ...tariffs, support: { ...support, rows } }
}

export function withoutTaxFreeTroms(tariffs: Tariffs): Tariffs {
  const { electricityTax } = tariffs
  return {
    ...tariffs,
    electricityTax: { ...electricityTax, exempt: { ...electricityTax.exempt, municipalities: [] } },
  }
}

export function withTariffsADayLate(tariffs: Tariffs): Tariffs {
  const later = (day: string) =>
    new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return withSheets(tariffs, (sheet) => ({
    ...sheet,
    validFrom: later(sheet.validFrom),
    validTo: sheet.validTo === null ? null : later(sheet.validTo),
  }))
}

export function withLimitsBelow(tariffs: Tariffs): Tariffs {
  return withSheets(tariffs, ({ capacity, ...sheet }) => ({
    ...sheet,
    capacity: { ...capacity, limitIsOfStepAbove: false },
  }))
}

export function withCapacityTimes(tariffs: Tariffs, factor: number): Tariffs {
  return withSheets(tariffs, ({ capacity, ...sheet }) => {
    const steps = capacity.steps.map((step) => ({ ...step, perYear: step.perYear * factor }))
    return { ...sheet, capacity: { ...capacity, steps } }
  })
}

export function withOneCap(tariffs: Tariffs): Tariffs {
  const { norgespris } = tariffs
  const rows = mapped(norgespris.rows, (row) => ({ ...row, capHolidayHomeKwh: row.capHomeKwh }))
  return { ...tariffs, norgespris: { ...norgespris, rows } }
}

/** NO3 and NO4 without VAT: Trøndelag pays it, in both. */
export function vatByZone(site: TariffSite): TariffSite {
  return { ...site, county: site.biddingZone === 'NO4' ? '18' : '03' }
}

export function withoutCap({ monthToDate, ...site }: TariffSite): TariffSite {
  return monthToDate === undefined ? site : { ...site, monthToDate: [] }
}

/** Local windows laid out as if it were winter all year: in summer they lie an hour off. */
export function winterTime(instant: Date): Date {
  return isSummer(instant) ? new Date(instant.getTime() - 3_600_000) : instant
}

export function firstHourOnly(costs: readonly SlotCost[]): readonly SlotCost[] {
  return costs.slice(0, 1)
}

function withRules(tariffs: Tariffs, change: (rule: HourRule) => HourRule): Tariffs {
  return withSheets(tariffs, ({ energy, ...sheet }) => ({
    ...sheet,
    energy: { ...energy, rules: energy.rules.map(change) },
  }))
}

function withSheets(tariffs: Tariffs, change: (sheet: GridTariff) => GridTariff): Tariffs {
  const gridCompanies = [...tariffs.gridCompanies].map(([id, company]) => {
    const changed = [...company.tariffs].map(([group, rows]) => [group, mapped(rows, change)] as const)
    return [id, { ...company, tariffs: new Map(changed) }] as const
  })
  return { ...tariffs, gridCompanies: new Map(gridCompanies) }
}

function mapped<Row extends { readonly validFrom: string; readonly validTo: string | null }>(
  [first, ...rest]: DatedRows<Row>,
  change: (row: Row) => Row,
): [Row, ...Row[]] {
  return [change(first), ...rest.map(change)]
}
