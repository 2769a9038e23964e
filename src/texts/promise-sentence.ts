import { localTime, type TimeZone } from '../base/local-time.ts'
import type { DriverPromise } from '../control/promise.ts'
import type { Language } from './language.ts'

/** What holds for a car if Ladeplan stops now. */
export function promiseSentence(
  { class: kind, backBy, stands }: DriverPromise,
  language: Language,
  timeZone: TimeZone,
): string {
  const words = SENTENCES[language]
  if (kind === 'A') return words.bySchedule
  if (backBy !== null) return words.backBy(localTime(backBy, timeZone))
  return stands ? words.stands : words.notHeld
}

const SENTENCES = {
  nb: {
    bySchedule: 'Bilen starter selv etter tidsplanen sin, også om Ladeplan er nede.',
    notHeld: 'Bilen holdes ikke igjen, så den lader uten Ladeplan.',
    stands: 'Bilen står, og starter ikke av seg selv.',
    backBy: (time: string) => `Klar i tide hvis Ladeplan er oppe igjen innen kl. ${time}.`,
  },
  en: {
    bySchedule: 'The car starts by its own schedule, even if Ladeplan is down.',
    notHeld: 'The car is not held back, so it charges without Ladeplan.',
    stands: 'The car stands, and does not start by itself.',
    backBy: (time: string) => `Ready in time if Ladeplan is back by ${time}.`,
  },
} as const
