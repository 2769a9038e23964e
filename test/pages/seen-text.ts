import type { Language } from '../../src/texts/language.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** What of a page is seen or read aloud: its text, each piece on a line of its own, and the labels that have no text. */
export function seenText(markup: string): string {
  const labels = [...markup.matchAll(/\s(?:aria-label|alt|title|placeholder)="([^"]*)"/g)]
  const text = [...labels.map(([, label = '']) => label), markup.replace(/<[^>]*>/g, '\n')].join('\n')
  return text.replace(/&\w+;|&#\d+;/g, (entity) => ENTITIES[entity] ?? entity)
}

/** Words of one language that the other does not have, and pages of both cannot do without. */
const FOREIGN: Readonly<Record<Language, readonly string[]>> = {
  nb: [
    ...['the', 'is', 'are', 'not', 'and', 'of', 'with', 'your', 'we', 'car', 'from', 'until', 'charging'],
    ...[
      'ready',
      'away',
      'paused',
      'testing',
      'refused',
      'asleep',
      'unknown',
      'connected',
      'other',
      'consent',
    ],
  ],
  en: ['og', 'ikke', 'bilen', 'vi', 'til', 'er', 'av', 'som', 'på', 'fra', 'med', 'nå', 'lading', 'ladingen'],
}
/** Words with a hyphen of their own. */
const HYPHENATED: Readonly<Record<Language, readonly string[]>> = {
  nb: ['e-post'],
  en: ['e-mail', 'ready-by', 'plug-in'],
}

/** What was written for programs, or for readers of another language. */
export function rawWords(text: string, language: Language): readonly string[] {
  const foreign = new Set(FOREIGN[language])
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const codes = text.match(/\b[a-z]+(?:[_-][a-z]+)+\b|\b[a-z]{2,}[A-Z]\w*|\{\w+\}/g) ?? []
  return [
    ...codes.filter((code) => !HYPHENATED[language].includes(code)),
    ...words.filter((word) => foreign.has(word)),
    ...(text.match(/\d{4}-\d\d-\d\dT[\d:.]*|undefined|NaN|null|\[object|Invalid Date|&\w+;/g) ?? []),
  ]
}
