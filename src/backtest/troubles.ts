import type { Faults } from '../simulator/faults.ts'
import { carsOf, type Night } from './night.ts'

/** What is ordered of the carmaker at an instant; `times: 0` ends it. */
export interface TroubleOrder {
  readonly at: Date
  readonly fault: Parameters<Faults['arm']>[0]
}

/** The troubles of a night as orders, in order of time: each begins, and ends if it has not fired so often by then. */
export function ordersOf(night: Night): readonly TroubleOrder[] {
  const orders = carsOf(night).flatMap(({ spec, troubles }) =>
    troubles.flatMap(({ kind, on, times, start, end }) => {
      const fault = { kind, vin: spec.vin, ...(on !== undefined && { on }) }
      return [
        { at: start, fault: { ...fault, times } },
        { at: end, fault: { ...fault, times: 0 } },
      ]
    }),
  )
  return orders.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** Gives the orders to the simulated carmaker as world time reaches them. */
export function createTroubles(night: Night, faults: Faults): { apply(now: Date): void } {
  const orders = [...ordersOf(night)]
  return {
    apply: (now) => {
      for (let order = orders[0]; order !== undefined && order.at <= now; order = orders[0]) {
        orders.shift()
        faults.arm(order.fault)
      }
    },
  }
}
