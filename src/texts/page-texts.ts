import { en } from './page-texts-en.ts'
import { nb, type PageTexts } from './page-texts-nb.ts'
import type { Language } from './language.ts'

const DICTIONARIES: Readonly<Record<Language, PageTexts>> = { nb, en }

/** The fixed texts of the pages in one language. */
export function pageTexts(language: Language): PageTexts {
  return DICTIONARIES[language]
}
