/** Known only here, so that nothing but {@link html} can make a piece of markup. */
const markup: unique symbol = Symbol('markup')

/** Markup whose every inserted value has been escaped. */
export interface Html {
  readonly [markup]: string
}

/** What may be inserted: text and numbers are escaped, markup is not, `null` and `false` leave nothing. */
export type Insert = Html | string | number | false | null | readonly Html[]

/**
 * Template for HTML and SVG. Everything inserted is escaped for text and for quoted attributes; write attribute values
 * in double quotes, always.
 */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const text = strings.map((string, index) => string + written(inserts[index] ?? null)).join('')
  return { [markup]: text }
}

/** The finished text of a page. */
export function renderHtml(content: Html): string {
  return content[markup]
}

function written(insert: Insert): string {
  if (insert === null || insert === false) return ''
  if (typeof insert === 'number') return String(insert)
  if (typeof insert === 'string') return escapeHtml(insert)
  return isMarkup(insert) ? insert[markup] : insert.map(renderHtml).join('')
}

function isMarkup(insert: Html | readonly Html[]): insert is Html {
  return markup in insert
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES.get(character) ?? character)
}
