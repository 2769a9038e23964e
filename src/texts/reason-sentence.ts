import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { Reason, ReasonCode } from '../control/reasons.ts'
import type { TimeZone } from '../base/local-time.ts'
import { formatClock, formatDayAndTime, formatPercent, formatSoon, type Voice } from './format.ts'
import type { Language } from './language.ts'
import { isYetToCharge, STARTING } from './starting-sentences.ts'

/** Sentences with the reason's own fields in braces. `late_without_end` stands in where no end can be foreseen, `paused_until` where one can. */
type Sentences = Readonly<Record<ReasonCode | 'late_without_end' | 'paused_until', string>>

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  nb: {
    not_plugged_in: 'Bilen er ikke koblet til laderen.',
    analysing: 'Vi sjekker bilen. Den kan lade noen minutter først.',
    waiting_for_lower_price: 'Venter på lavere priser. Ladingen starter {startsAt}.',
    waiting_for_prices:
      'Foreløpig plan: Ladingen starter {startsAt}. Morgendagens priser kommer vanligvis rundt kl. 13.',
    waiting_for_capacity_step:
      'Venter, så nettleien ikke går opp et effekttrinn. Ladingen starter {startsAt}.',
    waiting_for_other_car:
      'Venter på en annen bil på samme sikring: begge på én gang blir for mye. Det blir ledig {startsAt}.',
    charging_as_planned: 'Lader nå, i en av de billigste periodene før {readyBy}.',
    charging_below_capacity_step:
      'Lader nå, i en av de billigste periodene før {readyBy} som ikke løfter nettleien et effekttrinn.',
    no_saving: 'Lader nå. Det er ingenting å spare på å vente.',
    charging_without_prices:
      'Lader nå. Strømprisene mangler, så vi går etter klokka for å bli ferdig til {readyBy}.',
    charging_min_soc: 'Lader til {percent} med en gang, uansett pris.',
    charging_boost: 'Lader nå fordi du valgte «Lad nå».',
    charging_by_hand: 'Lader nå fordi ladingen ble startet i bilen eller i bilens app. Vi lar den gå.',
    stopped_by_driver:
      'Ladingen ble stoppet i bilen eller i bilens app. Vi starter den ikke igjen, så bilen blir kanskje ikke ferdig i tide.',
    external_control: 'Et annet program eller en timer i bilen styrer ladingen.',
    charging_for_ready_by: 'Lader nå, uansett pris, for å bli ferdig til {readyBy}.',
    will_be_late: 'Rekker ikke {percent} til {readyBy}. Forventet ferdig {expectedAt}.',
    late_without_end: 'Rekker ikke {percent} til {readyBy}. Vi lader så mye som mulig.',
    ready: 'Ferdig ladet til {percent}.',
    vehicle_limit: 'Bilens egen grense er {percent}. Endre den i bilen for å lade mer.',
    fast_charging: 'Bilen er koblet til en hurtiglader. Hurtiglading styrer vi aldri.',
    away: 'Bilen er ikke hjemme. Vi styrer ikke ladingen nå.',
    testing: 'Vi prøver at ladingen kan stoppes og startes. Det tar noen minutter.',
    waking: 'Bilen sover. Vi vekker den nå.',
    starting: 'Ladingen blir startet. Vi venter på at bilen melder at den lader.',
    stale_telemetry: 'Ingen nye data fra bilen siden {since}. Vi følger planen så langt det går.',
    command_failed: 'Bilen gjorde ikke det vi ba den om. Vi prøver igjen {retryAt}.',
    no_power: 'Laderen gir ikke strøm. Se etter på laderen og sikringen; vi prøver igjen {retryAt}.',
    charging_fault: 'Bilen melder om en feil ved ladingen. Se etter på kabelen og laderen.',
    budget_spent: 'Bilen har fått så mange beskjeder som vi sender på ett døgn. Vi prøver igjen {retryAt}.',
    rate_limited: 'Bilprodusenten har bedt oss vente. Vi prøver igjen {retryAt}.',
    carmaker_down:
      'Bilprodusenten har ikke svart siden {since}. Vi styrer ladingen igjen så snart den svarer.',
    waiting_for_turn:
      'Bilen har stått i kø siden {since}: Bilprodusenten kan ikke spørres om alle biler på én gang. De som haster mest går først.',
    needs_pairing: 'Ett steg gjenstår: Gi oss en nøkkel til bilen, så styrer vi ladingen.',
    not_controllable: 'Vi kan ikke styre ladingen av denne bilen. Vi leser den bare av.',
    reauth_required: 'Tilkoblingen til bilen er utløpt. Koble til på nytt.',
    paused: 'Smartlading er slått av.',
    paused_until: 'Smartlading er slått av til {until}.',
    given_back: 'Smartladingen står midlertidig stille. Til vi er tilbake, lader bilen som uten smartlading.',
    consent_withdrawn: 'Du har trukket samtykket. Vi henter ingenting fra bilen og styrer den ikke.',
  },
  en: {
    not_plugged_in: 'The car is not plugged in.',
    analysing: 'Checking the car. It may charge for a few minutes first.',
    waiting_for_lower_price: 'Waiting for lower prices. Charging starts at {startsAt}.',
    waiting_for_prices:
      'Provisional plan: charging starts at {startsAt}. Tomorrow’s prices usually arrive around 13:00.',
    waiting_for_capacity_step:
      'Waiting, so that the grid charge does not go up a capacity step. Charging starts at {startsAt}.',
    waiting_for_other_car:
      'Waiting for another car on the same fuse: both at once would be too much. There is room from {startsAt}.',
    charging_as_planned: 'Charging now, in one of the cheapest periods before {readyBy}.',
    charging_below_capacity_step:
      'Charging now, in one of the cheapest periods before {readyBy} that keep the grid charge at its capacity step.',
    no_saving: 'Charging now. Waiting would save nothing.',
    charging_without_prices:
      'Charging now. Prices are missing, so we go by the clock to be ready by {readyBy}.',
    charging_min_soc: 'Charging to {percent} straight away, whatever the price.',
    charging_boost: 'Charging now because you chose “Charge now”.',
    charging_by_hand: 'Charging now because it was started in the car or in the car’s app. We let it run.',
    stopped_by_driver:
      'Charging was stopped in the car or in the car’s app. We do not start it again, so the car may not be ready in time.',
    external_control: 'Another app or a timer in the car controls charging.',
    charging_for_ready_by: 'Charging now, whatever the price, to be ready by {readyBy}.',
    will_be_late: 'Cannot reach {percent} by {readyBy}. Expected at {expectedAt}.',
    late_without_end: 'Cannot reach {percent} by {readyBy}. Charging as much as possible.',
    ready: 'Charged to {percent}.',
    vehicle_limit: 'The car’s own limit is {percent}. Change it in the car to charge more.',
    fast_charging: 'The car is at a fast charger. We never control fast charging.',
    away: 'The car is not at home. We are not controlling charging now.',
    testing: 'Testing that charging can be stopped and started. It takes a few minutes.',
    waking: 'The car is asleep. We are waking it now.',
    starting: 'Charging is being started. We are waiting for the car to say that it charges.',
    stale_telemetry: 'No new data from the car since {since}. Following the plan as far as possible.',
    command_failed: 'The car did not do what we asked of it. Trying again at {retryAt}.',
    no_power: 'The charger gives no power. Check the charger and the fuse; trying again at {retryAt}.',
    charging_fault: 'The car reports a fault in charging. Check the cable and the charger.',
    budget_spent: 'The car has been sent as many commands as we send in a day. Trying again at {retryAt}.',
    rate_limited: 'The carmaker has asked us to wait. Trying again at {retryAt}.',
    carmaker_down:
      'The carmaker has not answered since {since}. We control charging again as soon as it does.',
    waiting_for_turn:
      'The car has been in a queue since {since}: the carmaker cannot be asked about all cars at once. Those that are most pressed go first.',
    needs_pairing: 'One step is left: give us a key to the car, and we will control its charging.',
    not_controllable: 'We cannot control the charging of this car. We only read it.',
    reauth_required: 'The connection to the car has expired. Connect again.',
    paused: 'Smart charging is off.',
    paused_until: 'Smart charging is off until {until}.',
    given_back:
      'Smart charging is switched off for now. Until we are back the car charges as it would without it.',
    consent_withdrawn: 'You have withdrawn your consent. We read nothing from the car and do not control it.',
  },
}

/** What a sentence goes by beside its reason. */
export interface SeenCar {
  /** Times further ahead than a day are told with their day. */
  readonly now: Date
  /** As last seen; `null`: never. What is to charge and stands is said to be starting. */
  readonly status: ChargingStatus | null
}

/**
 * The one sentence that tells a driver why the car is, or is not, charging. Clock times are local to `timeZone`. Without `seen` it
 * is the sentence of a car that does what is wanted, within a day.
 */
export function sentenceFor(reason: Reason, language: Language, timeZone: TimeZone, seen?: SeenCar): string {
  const voice = { language, timeZone, now: seen?.now }
  const fields = Object.entries<Fact>(reason)
  const facts = new Map(fields.map(([name, value]) => [name, told(name, value, voice)]))
  return template(reason, language, seen).replace(/\{(\w+)\}/g, (_, name: string) => facts.get(name) ?? '')
}

function template(reason: Reason, language: Language, seen?: SeenCar): string {
  const sentences = SENTENCES[language]
  const starting = isYetToCharge(seen?.status ?? null) ? STARTING[language][reason.code] : undefined
  if (starting !== undefined) return starting
  if (reason.code === 'will_be_late' && reason.expectedAt === null) return sentences.late_without_end
  if (reason.code === 'paused' && reason.until !== undefined) return sentences.paused_until
  return sentences[reason.code]
}

type Fact = string | number | Date | null | undefined

const DATED: readonly string[] = ['since', 'until']

function told(name: string, value: Fact, voice: Voice & { readonly now: Date | undefined }): string {
  // A silence may have lasted for days, and so may a pause: those times need their date.
  if (value instanceof Date)
    return DATED.includes(name) ? formatDayAndTime(value, voice) : ahead(value, voice)
  return typeof value === 'number' ? formatPercent(value, voice.language) : ''
}

function ahead(instant: Date, voice: Voice & { readonly now: Date | undefined }): string {
  return voice.now === undefined ? formatClock(instant, voice) : formatSoon(instant, voice.now, voice)
}
