/** A document of prices is five elements deep. */
const MOST_DEPTH = 32

/**
 * Whether every element that opens closes, and nothing is declared or commented. The parser takes half a document for a
 * whole one; with prices that repeat left out, the missing half would be filled up with the last price. The time it takes
 * grows with the length of the text only, whatever is in it.
 */
export function isWholeXml(xml: string): boolean {
  const elements = xml.trim().replace(/^<\?xml[^<>]*\?>/, '')
  if (elements.includes('<!') || elements.includes('<?')) return false
  const open: string[] = []
  let end = 0
  for (const element of elements.matchAll(/<([^<>]*)>/g)) {
    // Something after the root, or a second one.
    if (end > 0 && open.length === 0) return false
    if (!stepInto(element[1] ?? '', open)) return false
    end = element.index + element[0].length
  }
  return end > 0 && end === elements.length && open.length === 0
}

/** Keeps the list of open elements; `false` for an end that is not of the last one, and for too deep a document. */
function stepInto(tag: string, open: string[]): boolean {
  if (tag.startsWith('/')) return open.pop() === tag.slice(1).trim()
  const [name = ''] = tag.split(/[\s/]/, 1)
  if (!tag.endsWith('/')) open.push(name)
  return name !== '' && open.length <= MOST_DEPTH
}
