import { unreachable } from '../../base/errors.ts'
import { laterBy, type ToldDay, type ToldSlot } from './price-day.ts'
import type { ContentFault } from './price-faults.ts'

const MINUTES_PER_DAY = 1440
/** Local 02:00, the hour that clocks repeat in autumn. */
const CHANGED_HOUR = 2

/** The day with a fault in its prices. */
export function spoil(day: ToldDay, kind: ContentFault): ToldDay {
  const perHour = 60 / day.stepMinutes
  const change = (edit: (slot: ToldSlot, index: number) => ToldSlot): ToldDay => ({
    ...day,
    slots: day.slots.map(edit),
  })
  switch (kind) {
    case 'shifted-hour':
      return change((slot, index) =>
        index < (CHANGED_HOUR + 1) * perHour ? slot : { ...slot, startUtc: laterBy(60, slot.startUtc) },
      )
    case 'zeroed-hour':
      return change((slot, index) => {
        if (index < CHANGED_HOUR * perHour) return slot
        const told = index < (CHANGED_HOUR + 1) * perHour ? undefined : day.slots[index - perHour]
        return { ...slot, perKwh: told?.perKwh ?? 0, eurPerKwh: told?.eurPerKwh ?? 0 }
      })
    case 'euro-labelled-local':
      return change((slot) => ({ ...slot, perKwh: slot.eurPerKwh }))
    case 'hundredfold':
      return change((slot) => ({ ...slot, perKwh: slot.perKwh * 100, eurPerKwh: slot.eurPerKwh * 100 }))
    case 'partial':
      return { ...day, slots: day.slots.slice(0, -4 * perHour) }
    case 'zeros':
      return change((slot) => ({ ...slot, perKwh: 0, eurPerKwh: 0 }))
    case 'copied':
      return change((slot) => ({ ...slot, startUtc: laterBy(-MINUTES_PER_DAY, slot.startUtc) }))
    default:
      return unreachable(kind)
  }
}
