/** Nothing that is taken lies deeper than this. */
const DEEPEST = 32

/** What JSON.parse lets pass, and two readers may understand differently. */
export type JsonFault = 'name-twice' | 'too-deep'

/**
 * Whether a text that is JSON (RFC 8259) names a member twice in one object, of which every reader takes another (§4), or is
 * nested deeper than anything that is taken. A text that is not JSON is for the parser to refuse.
 */
export function jsonFault(text: string): JsonFault | undefined {
  if (valueIn(text) === undefined) return undefined
  /** The names of each object that is open; a list has none. */
  const open: Set<unknown>[] = []
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':') && isTaken(open.at(-1), token)) return 'name-twice'
    if (open.length > DEEPEST) return 'too-deep'
  }
  return undefined
}

/** A string, with the colon that makes it a name; or where an object or a list begins or ends. */
const TOKENS = /"(?:[^"\\]|\\.)*"(?:[ \t\r\n]*:)?|[{}[\]]/gs

function isTaken(names: Set<unknown> | undefined, token: string): boolean {
  if (names === undefined) return false
  // As it is read: escapes do not make it another name.
  const name = valueIn(token.slice(0, token.lastIndexOf('"') + 1))
  if (names.has(name)) return true
  names.add(name)
  return false
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
