import { addDays } from '../base/calendar.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import { tariffAlarms } from './alarms.ts'
import { shippedTariffs } from './shipped-tariffs.ts'

/**
 * Tells once a day of the tables that end soon.
 *
 * @returns a function to call at every tick
 */
export function createTariffWatch(events: Pick<BusinessEvents, 'tariffTablesEnd'>): (now: Date) => void {
  let next = new Date(0)
  return (now) => {
    if (now < next) return
    next = addDays(now, 1)
    const alarms = tariffAlarms(shippedTariffs(), now)
    events.tariffTablesEnd(alarms.map(({ table, lastDay, message }) => ({ table, lastDay, advice: message })))
  }
}
