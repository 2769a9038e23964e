import type { Language } from './language.ts'
import { overviewEn } from './overview-en.ts'
import { overviewNb, type OverviewTexts } from './overview-nb.ts'

/** The texts of the page that shows what is shared. */
export function overviewTexts(language: Language): OverviewTexts {
  return language === 'nb' ? overviewNb : overviewEn
}
