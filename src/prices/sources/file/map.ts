import { type Interval, overlap } from '../../../base/interval.ts'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../../base/local-time.ts'
import { type PriceDocument, slotsInDay, STEPS, type StepMinutes } from '../../port.ts'
import type { PriceSlot } from '../../price-curve.ts'
import type { PriceFile } from '../../price-file.ts'
import { zoneFacts } from '../../zones.ts'
import { credibleDay } from '../credible.ts'
import { type DayAsked, refuseCurrency, refuseDay, shownInstant } from '../day-asked.ts'
import { perMwh } from '../rated-rows.ts'

const MS_PER_MINUTE = 60_000

/**
 * One delivery day out of a file that may hold many. Its step is that of its shortest slot; a longer one is given as several.
 *
 * @throws PriceSourceError `prices-not-credible`, also if the file's currency is neither the zone's nor euro
 */
export function mapDay(file: PriceFile, asked: DayAsked): PriceDocument | 'not-published' {
  const { currency } = zoneFacts(asked.zone)
  const slots = slotsOfDay(file.slots, asked)
  if (slots.length === 0) return 'not-published'
  if (file.currency !== currency && file.currency !== 'EUR') refuseCurrency(asked, file.currency)
  const { stepMinutes, prices } = gridOfSlots(slots, asked)
  const inEuro = file.currency === 'EUR'
  const document: PriceDocument = {
    ...asked,
    stepMinutes,
    quality: 'final',
    eurPerMwh: inEuro ? prices.map((price) => (price === null ? null : perMwh(price))) : null,
    perKwh: file.currency === currency ? prices : null,
    rate: currency === 'EUR' ? 1 : null,
    ...(file.repairs.length > 0 ? { remarks: file.repairs } : {}),
  }
  return credibleDay(document, asked)
}

/** Cut to the day; what counts are instants. */
function slotsOfDay(slots: readonly PriceSlot[], { day }: DayAsked): readonly PriceSlot[] {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const end = nextLocalDay(start, MARKET_TIME_ZONE)
  return slots.flatMap((slot) => {
    const within = overlap(slot, { start, end })
    return within === undefined ? [] : [{ ...slot, ...within }]
  })
}

function gridOfSlots(
  slots: readonly PriceSlot[],
  asked: DayAsked,
): { readonly stepMinutes: StepMinutes; readonly prices: readonly (number | null)[] } {
  const stepMinutes = stepOf(slots, asked)
  const step = stepMinutes * MS_PER_MINUTE
  const begin = startOfLocalDay(asked.day, MARKET_TIME_ZONE).getTime()
  const prices = new Array<number | null>(slotsInDay(asked.day, stepMinutes)).fill(null)
  for (const slot of slots) {
    const [first, end] = [slot.start, slot.end].map((instant) => (instant.getTime() - begin) / step)
    if (first === undefined || end === undefined || !Number.isInteger(first) || !Number.isInteger(end))
      return refuseDay(asked, {
        code: 'wrong-step',
        found: `the slot at ${shownInstant(slot.start)} is off the grid of ${String(stepMinutes)} minutes`,
        expected: 'slots that begin and end on it',
      })
    prices.fill(slot.perKwh, first, end)
  }
  return { stepMinutes, prices }
}

function stepOf(slots: readonly Interval[], asked: DayAsked): StepMinutes {
  const shortest = Math.min(...slots.map(({ start, end }) => end.getTime() - start.getTime())) / MS_PER_MINUTE
  const step = STEPS.find((one) => one === shortest)
  if (step !== undefined) return step
  const found = `a slot has ${String(shortest)} minutes`
  return refuseDay(asked, { code: 'wrong-step', found, expected: STEPS.join(', ') })
}
