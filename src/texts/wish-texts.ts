import type { Language } from './language.ts'
import { en } from './wish-texts-en.ts'
import { nb, type WishTexts } from './wish-texts-nb.ts'

/** What a driver reads around the forms for days that differ, the pause and charge now with an end. */
export function wishTexts(language: Language): WishTexts {
  return language === 'nb' ? nb : en
}
