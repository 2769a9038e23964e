/** What differs from one deployment, and one carmaker, to the next. */
export interface NoticeFacts {
  /** Legal name of the electricity retailer: the controller (GDPR Art. 4(7)). */
  readonly controller: string
  /** Where to ask: an e-mail address, a telephone number or a web address. */
  readonly contact: string
  readonly carmakerLabel: string
  /** Processors that handle data for the controller, such as the hosting provider. */
  readonly recipients: readonly string[]
  /** Scopes asked of the carmaker, as the carmaker names them. */
  readonly scopes: readonly string[]
}

export interface SectionWords {
  readonly heading: string
  readonly paragraphs?: readonly string[]
  readonly items?: readonly string[]
}

/** Every part of the consent notice; a part missing in one language does not compile. */
export interface NoticeWords {
  readonly title: string
  readonly introduction: string
  readonly purpose: SectionWords
  readonly fetched: SectionWords
  readonly notFetched: SectionWords
  readonly permissions: SectionWords
  /** What one of the carmaker's scopes is for. A scope nobody has described is shown by its name. */
  readonly permission: (scope: string) => string
  readonly usedOnce: SectionWords
  readonly howLong: SectionWords
  readonly withdraw: SectionWords
  readonly recipients: SectionWords
  readonly whomToAsk: SectionWords
}
