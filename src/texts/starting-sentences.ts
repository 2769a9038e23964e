import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { ReasonCode } from '../control/reasons.ts'
import type { Language } from './language.ts'

/** What is said instead of "charging now" from the wish until the car is seen to charge. */
export const STARTING: Readonly<Record<Language, Partial<Readonly<Record<ReasonCode, string>>>>> = {
  nb: {
    charging_as_planned: 'Starter ladingen, i en av de billigste periodene før {readyBy}.',
    charging_below_capacity_step:
      'Starter ladingen, i en av de billigste periodene før {readyBy} som ikke løfter nettleien et effekttrinn.',
    no_saving: 'Starter ladingen. Det er ingenting å spare på å vente.',
    charging_without_prices:
      'Starter ladingen. Strømprisene mangler, så vi går etter klokka for å bli ferdig til {readyBy}.',
    charging_min_soc: 'Starter ladingen til {percent}, uansett pris.',
    charging_boost: 'Starter ladingen fordi du valgte «Lad nå».',
    charging_for_ready_by: 'Starter ladingen, uansett pris, for å bli ferdig til {readyBy}.',
  },
  en: {
    charging_as_planned: 'Starting to charge, in one of the cheapest periods before {readyBy}.',
    charging_below_capacity_step:
      'Starting to charge, in one of the cheapest periods before {readyBy} that keep the grid charge at its capacity step.',
    no_saving: 'Starting to charge. Waiting would save nothing.',
    charging_without_prices:
      'Starting to charge. Prices are missing, so we go by the clock to be ready by {readyBy}.',
    charging_min_soc: 'Starting to charge to {percent}, whatever the price.',
    charging_boost: 'Starting to charge because you chose “Charge now”.',
    charging_for_ready_by: 'Starting to charge, whatever the price, to be ready by {readyBy}.',
  },
}

/** Whether a car that is to charge was last seen to stand. Of one whose state is not known nothing else is said. */
export function isYetToCharge(status: ChargingStatus | null): boolean {
  return status === 'connected' || status === 'starting' || status === 'complete'
}
