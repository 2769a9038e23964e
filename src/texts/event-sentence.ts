import type { TimeZone } from '../base/local-time.ts'
import type { EventBody, EventType } from '../events/event.ts'
import { formatDayAndTime, formatPercent, type Voice } from './format.ts'
import type { Language } from './language.ts'
import { overviewTexts } from './overview-texts.ts'
import { finishedSentence } from './test-charge-sentence.ts'
import { troubleSentence } from './trouble-sentence.ts'

/** Sentences with the event's own fields in braces. */
type Sentences = Readonly<Record<EventType | Variant, string>>
type Variant =
  | 'ready_by.without_end'
  | 'ready_by.void'
  | 'charging.not_wanted'
  | 'charging.other_cause'
  | 'driver.took_over_by_stop'
  | 'carmaker.away_in_region'
  | 'carmaker.back_in_region'

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  nb: {
    'charging.trouble': '{cause}',
    'charging.trouble_over': 'Bilen gjør det den skal igjen.',
    'ready_by.at_risk': 'Rekker ikke {targetPercent} til {readyBy}. Forventet ferdig {expectedAt}.',
    'ready_by.without_end': 'Rekker ikke {targetPercent} til {readyBy}.',
    'charging.other_cause': 'Det som var galt, er over, men noe annet står i veien for ladingen.',
    'charging.not_wanted': 'Vi styrer ikke ladingen nå, så feilen gjelder ikke lenger.',
    'ready_by.safe': 'Bilen ser ut til å bli klar til {readyBy} likevel.',
    'ready_by.void': 'Varselet om {readyBy} gjelder ikke lenger.',
    'ready_by.missed': 'Bilen ble ikke klar til {readyBy}: {socPercent} av {targetPercent}. Vi lader videre.',
    'restart.unreliable':
      'Bilen starter ikke igjen etter at vi har stoppet den. Vi lader den i ett strekk fra nå av.',
    'driver.took_over':
      'Ladingen ble startet i bilen eller i bilens app. Vi lar den gå og styrer ikke, til kabelen tas ut eller du lar Ladeplan ta over.',
    'driver.took_over_by_stop':
      'Ladingen ble stoppet i bilen eller i bilens app. Vi starter den ikke, så bilen blir kanskje ikke klar i tide, til kabelen tas ut eller du lar Ladeplan ta over.',
    'restart.reliable': 'Bilen starter igjen etter en stopp. Vi kan dele opp ladingen.',
    'test_charge.finished': '{result}',
    'connection.health': '{reason}',
    'service.silent': 'Ladeplan har ikke styrt noen bil siden {since}. Vi er varslet.',
    'service.back': 'Ladeplan styrer bilene igjen. Ingen ble styrt fra {from} til {to}.',
    'carmaker.away': 'Bilprodusenten har ikke svart siden {since}. Vi prøver igjen hele tiden.',
    'carmaker.away_in_region':
      'Bilprodusenten har ikke svart for biler i region {region} siden {since}. Vi prøver igjen hele tiden.',
    'carmaker.back': 'Bilprodusenten svarer igjen. Den svarte ikke fra {from} til {to}.',
    'carmaker.back_in_region':
      'Bilprodusenten svarer igjen for biler i region {region}. Den svarte ikke fra {from} til {to}.',
  },
  en: {
    'charging.trouble': '{cause}',
    'charging.trouble_over': 'The car does as it is told again.',
    'ready_by.at_risk': 'Cannot reach {targetPercent} by {readyBy}. Expected {expectedAt}.',
    'ready_by.without_end': 'Cannot reach {targetPercent} by {readyBy}.',
    'charging.other_cause': 'What was wrong is over, but something else is in the way of charging.',
    'charging.not_wanted': 'We are not controlling charging now, so the fault no longer matters.',
    'ready_by.safe': 'The car looks set to be ready by {readyBy} after all.',
    'ready_by.void': 'The warning about {readyBy} no longer holds.',
    'ready_by.missed':
      'The car was not ready by {readyBy}: {socPercent} of {targetPercent}. Charging goes on.',
    'restart.unreliable':
      'The car does not start again after we have stopped it. From now on it is charged in one go.',
    'driver.took_over':
      'Charging was started in the car or in the car’s app. We let it run and do not control it until the car is unplugged or you let Ladeplan take over.',
    'driver.took_over_by_stop':
      'Charging was stopped in the car or in the car’s app. We do not start it, so the car may not be ready in time, until it is unplugged or you let Ladeplan take over.',
    'restart.reliable': 'The car starts again after a stop. Charging may be divided.',
    'test_charge.finished': '{result}',
    'connection.health': '{reason}',
    'service.silent': 'Ladeplan has not controlled any car since {since}. We have been told.',
    'service.back': 'Ladeplan controls cars again. None was controlled from {from} to {to}.',
    'carmaker.away': 'The carmaker has not answered since {since}. We keep trying.',
    'carmaker.away_in_region':
      'The carmaker has not answered for cars in region {region} since {since}. We keep trying.',
    'carmaker.back': 'The carmaker answers again. It did not from {from} to {to}.',
    'carmaker.back_in_region':
      'The carmaker answers again for cars in region {region}. It did not from {from} to {to}.',
  },
}

/** What a driver may be shown of an event. Times are local to `timeZone`. */
export function eventSentence(event: EventBody, language: Language, timeZone: TimeZone): string {
  const voice = { language, timeZone }
  const fields = Object.entries<string | number | boolean | Date | null>(event.data)
  const facts = new Map(fields.map(([name, value]) => [name, told(value, voice)]))
  if (event.type === 'charging.trouble') facts.set('cause', troubleSentence(event.data.cause, language))
  if (event.type === 'connection.health')
    facts.set('reason', overviewTexts(language).health[event.data.reason])
  if (event.type === 'carmaker.away' || event.type === 'carmaker.back')
    facts.set('region', event.data.region ?? '')
  if (event.type === 'test_charge.finished') facts.set('result', finishedSentence(event.data.cause, language))
  return SENTENCES[language][templateOf(event)].replace(
    /\{(\w+)\}/g,
    (_, name: string) => facts.get(name) ?? '',
  )
}

function templateOf(event: EventBody): keyof Sentences {
  return variantOf(event) ?? event.type
}

/** Where what happened is told in other words than its type's. */
function variantOf(event: EventBody): Variant | undefined {
  if (event.type === 'driver.took_over')
    return event.data.how === 'stopped' ? 'driver.took_over_by_stop' : undefined
  if (event.type === 'ready_by.at_risk')
    return event.data.expectedAt === null ? 'ready_by.without_end' : undefined
  if (event.type === 'ready_by.safe') return event.data.because === 'void' ? 'ready_by.void' : undefined
  if (event.type !== 'charging.trouble_over') return inRegion(event)
  const { because } = event.data
  return because === 'it_obeys' ? undefined : `charging.${because}`
}

function inRegion(event: EventBody): Variant | undefined {
  if (event.type !== 'carmaker.away' && event.type !== 'carmaker.back') return undefined
  return event.data.region === null ? undefined : `${event.type}_in_region`
}

/** Events may be read days later, so every time has its day. */
function told(value: string | number | boolean | Date | null, voice: Voice): string {
  if (value instanceof Date) return formatDayAndTime(value, voice)
  return typeof value === 'number' ? formatPercent(value, voice.language) : ''
}
