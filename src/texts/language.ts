/** Languages drivers are spoken to in. Norwegian bokmål is written first, English follows. */
export const LANGUAGES = ['nb', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** What a person asked for, in falling order of weight. */
export interface LanguageWishes {
  /** `lang` of the address. */
  readonly query?: string | undefined
  /** The choice kept from an earlier visit. */
  readonly cookie?: string | undefined
  /** The `Accept-Language` header (RFC 9110 §12.5.4). */
  readonly acceptLanguage?: string | undefined
}

/** The language to answer in: address, then kept choice, then browser. Norwegian in every form gives nb, all else en. */
export function pickLanguage(wishes: LanguageWishes): Language {
  return spoken(wishes.query) ?? spoken(wishes.cookie) ?? preferred(wishes.acceptLanguage ?? '') ?? 'en'
}

export function otherLanguage(language: Language): Language {
  return language === 'nb' ? 'en' : 'nb'
}

function spoken(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split('-')[0]
  if (primary === 'nb' || primary === 'no' || primary === 'nn') return 'nb'
  return primary === 'en' ? 'en' : undefined
}

function preferred(header: string): Language | undefined {
  return header
    .split(',')
    .map((range) => {
      const [tag, ...parameters] = range.split(';')
      const quality = parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2)
      return { language: spoken(tag), weight: quality === undefined ? 1 : Number(quality) }
    })
    .filter((range) => range.weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .find((range) => range.language !== undefined)?.language
}
