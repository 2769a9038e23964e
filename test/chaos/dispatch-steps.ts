import { UpdateQueryNode, type KyselyPlugin } from 'kysely'
import type { CommandCall } from '../../src/carmakers/port.ts'
import type { Carmaker } from '../../src/carmakers/registry.ts'
import type { BusinessEvents } from '../../src/observability/business-events.ts'

/**
 * The steps of a dispatch at which a process may die: the vehicle is leased; the command is written down and committed; it
 * is on its way to the carmaker; the car has obeyed and the answer is under way; a report has borne it out, not yet
 * committed; everything is committed.
 */
export const STEPS = ['leased', 'written', 'sent', 'accepted', 'verified', 'committed'] as const
export type Step = (typeof STEPS)[number]

/** Stops the work of a process for ever at one step, each time it comes there. */
export interface Stall {
  readonly step: Step | null
  /** Told each time. */
  readonly reached: () => void
}

/** Stands still in the database: with leases taken, or in the middle of the transaction that confirms. */
export function stallingPlugin({ step, reached }: Stall): KyselyPlugin {
  const seen = new WeakSet<object>()
  return {
    transformQuery: ({ node, queryId }) => {
      const text = JSON.stringify(node)
      const isClaim = text.includes('skip locked') && text.includes('vehicle_due')
      const isConfirmation = UpdateQueryNode.is(node) && text.includes('"confirmed_by"')
      if ((step === 'leased' && isClaim) || (step === 'verified' && isConfirmation)) seen.add(queryId)
      return node
    },
    transformResult: ({ result, queryId }) => {
      const isEmpty = result.rows.length === 0 && step === 'leased'
      return seen.has(queryId) && !isEmpty ? forever(reached) : Promise.resolve(result)
    },
  }
}

/** Stands still with a command in hand that has been written down. */
export function stallingCarmaker(carmaker: Carmaker, { step, reached }: Stall): Carmaker {
  if (step !== 'written') return carmaker
  const call: CommandCall = () => forever(reached)
  // Of one region: the others' interfaces would send.
  return {
    ...carmaker,
    regions: undefined,
    api: { ...carmaker.api, startCharging: call, stopCharging: call },
  }
}

/** Tells of every pass that sent something once all of it is committed. */
export function tellingEvents(events: BusinessEvents, { step, reached }: Stall): BusinessEvents {
  if (step !== 'committed') return events
  const sent = new Set<string>()
  return {
    ...events,
    commandSent: (facts) => {
      sent.add(facts.vehicleId)
      events.commandSent(facts)
    },
    passDone: (facts) => {
      events.passDone(facts)
      if (sent.has(facts.vehicleId)) reached()
    },
  }
}

/** Tells of every command that is written down, before it is sent. */
export function tellingOfWritten(events: BusinessEvents, { step, reached }: Stall): BusinessEvents {
  if (step !== 'written') return events
  return {
    ...events,
    commandSent: (facts) => {
      events.commandSent(facts)
      reached()
    },
  }
}

function forever(reached: () => void): Promise<never> {
  reached()
  return new Promise(() => undefined)
}
