import type { Weekday } from '../vehicles/departures.ts'
import type { Language } from './language.ts'
import { en } from './wish-texts-en.ts'
import { nb, type WishTexts } from './wish-texts-nb.ts'

/** What a driver reads around the forms for days that differ, the pause and charge now with an end. */
export function wishTexts(language: Language): WishTexts {
  return language === 'nb' ? nb : en
}

/** A weekday's name, as it begins a line. */
export function weekdayName(day: Weekday, language: Language): string {
  return wishTexts(language).weekdays[day]
}
