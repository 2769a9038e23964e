import type { Language } from './language.ts'
import { noticeInEnglish } from './notice-en.ts'
import { noticeInNorwegian } from './notice-nb.ts'
import type { NoticeFacts, SectionWords } from './notice-words.ts'

/** Raised whenever a word of the notice changes in substance; kept in the consent record beside the text's hash. */
export const NOTICE_VERSION = '3'

export type NoticeSectionId =
  | 'purpose'
  | 'fetched'
  | 'not-fetched'
  | 'permissions'
  | 'used-once'
  | 'how-long'
  | 'withdraw'
  | 'recipients'
  | 'whom-to-ask'

export interface NoticeSection {
  readonly id: NoticeSectionId
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly items: readonly string[]
}

/** What a driver is told before consenting: the same content that the page shows and the consent record hashes. */
export interface ConsentNotice {
  readonly version: string
  readonly language: Language
  readonly title: string
  readonly introduction: string
  readonly sections: readonly NoticeSection[]
}

/** The notice for one deployment and carmaker. Facts are put on one line each, so that none can pose as a section. */
export function consentNotice(language: Language, given: NoticeFacts): ConsentNotice {
  const facts = onOneLine(given)
  const words = language === 'nb' ? noticeInNorwegian(facts) : noticeInEnglish(facts)
  return {
    version: NOTICE_VERSION,
    language,
    title: words.title,
    introduction: words.introduction,
    sections: [
      section('purpose', words.purpose),
      section('fetched', words.fetched),
      section('not-fetched', words.notFetched),
      section('permissions', { ...words.permissions, items: facts.scopes.map(words.permission) }),
      section('used-once', words.usedOnce),
      section('how-long', words.howLong),
      section('withdraw', words.withdraw),
      section('recipients', words.recipients),
      section('whom-to-ask', words.whomToAsk),
    ],
  }
}

/**
 * The notice as plain text in one canonical form (Unicode NFC, line feeds, no trailing space). Hashed for the consent
 * record: the same facts always give the same bytes, and a change of one character another hash.
 */
export function noticeText(notice: ConsentNotice): string {
  const lines = [
    `version ${notice.version} (${notice.language})`,
    notice.title,
    notice.introduction,
    ...notice.sections.flatMap((each) => [
      '',
      `# ${each.heading}`,
      ...each.paragraphs,
      ...each.items.map((item) => `- ${item}`),
    ]),
  ]
  return `${lines.join('\n').normalize('NFC')}\n`
}

function section(id: NoticeSectionId, words: SectionWords): NoticeSection {
  return { id, heading: words.heading, paragraphs: words.paragraphs ?? [], items: words.items ?? [] }
}

function onOneLine(facts: NoticeFacts): NoticeFacts {
  return {
    controller: single(facts.controller),
    contact: single(facts.contact),
    carmakerLabel: single(facts.carmakerLabel),
    recipients: facts.recipients.map(single),
    scopes: facts.scopes.map(single),
  }
}

function single(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
