import { base64, distinct, hex, utf16 } from './encodings.ts'
import type { Encoded } from './encodings.ts'
import type { CanarySecret, Pattern } from './pattern.ts'

/** Shorter values meet themselves by chance: in 100 MB of noise 6 bytes do so once in three million searches, 4 bytes once in 40. */
const LEAST_SECRET_BYTES = 6

/** Longer values are searched for by two pieces of this length, so that a cut one, or one split by a page, is found. */
const PIECE = 40

/**
 * A secret's forms. Letters count as they are, all lower and all upper case.
 * @throws RangeError if the value has fewer than {@link LEAST_SECRET_BYTES} bytes; it names the label, never the value.
 */
export function secretPatterns(secret: CanarySecret): readonly Pattern[] {
  if (Buffer.byteLength(secret.value) < LEAST_SECRET_BYTES) {
    throw new RangeError(
      `Canary secret '${secret.label}' is too short: under ${String(LEAST_SECRET_BYTES)} bytes it cannot be told from noise`,
    )
  }
  const forms = pieces(secret.value).flatMap((piece) => [...escaped(piece), ...transcribed(piece)])
  return distinct(forms).map((form) => ({ ...form, label: secret.label }))
}

/**
 * The middle and the end. The beginning says little: that of a JWT is its header, the same in every token.
 */
function pieces(value: string): readonly string[] {
  const characters = Array.from(value)
  if (characters.length <= PIECE) return [value]
  const middle = Math.floor((characters.length - PIECE) / 2)
  return [characters.slice(middle, middle + PIECE).join(''), characters.slice(-PIECE).join('')]
}

function transcribed(text: string): readonly Encoded[] {
  const bytes = Buffer.from(text)
  return [...utf16(text), ...hex(bytes), ...base64(bytes)]
}

function escaped(text: string): readonly Encoded[] {
  const json = JSON.stringify(text).slice(1, -1)
  const forms = [
    { encoding: 'utf-8', text },
    { encoding: 'utf-8', text: text.toLowerCase() },
    { encoding: 'utf-8', text: text.toUpperCase() },
    { encoding: 'url', text: encodeURIComponent(text) },
    { encoding: 'url', text: new URLSearchParams([['', text]]).toString().slice(1) },
    { encoding: 'json', text: json },
    { encoding: 'json', text: asciiOnly(json) },
    { encoding: 'html', text: html(text, '&#39;') },
    { encoding: 'html', text: html(text, '&#x27;') },
  ]
  const encoded = forms.map((form) => ({ encoding: form.encoding, bytes: Buffer.from(form.text) }))
  return isLatin1(text) ? [...encoded, { encoding: 'latin-1', bytes: Buffer.from(text, 'latin1') }] : encoded
}

function asciiOnly(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function html(text: string, apostrophe: string): string {
  const marks = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return marks.replaceAll('"', '&quot;').replaceAll("'", apostrophe)
}

function isLatin1(text: string): boolean {
  return !/[^\0-\xff]/.test(text)
}
