/** Unicode's digits come in runs of ten, each from zero to nine. */
const DIGIT = /\p{Nd}/u

/** Anything that is neither a digit nor a letter may stand between two digits: people group them, and text editors add marks nobody sees. */
const BETWEEN = '[^\\p{L}\\p{N}]*'

/**
 * A metering point's id (målepunkt-ID): a GSRN of 18 digits, all of Norway's begin with 7070575.
 */
const METERING_POINT = new RegExp(
  `(?<!\\d)${Array.from('7070575').join(BETWEEN)}(?:${BETWEEN}\\d){11}(?!\\d)`,
  'u',
)

/**
 * Whether a text holds a metering point's id, however it is written: with anything but letters between the digits, in wide or in
 * another script's digits. It leads to an address, so it is taken nowhere.
 */
export function holdsMeteringPoint(text: string): boolean {
  return METERING_POINT.test(plainDigits(text))
}

/** The same text with 0 to 9 for every digit of any script. Wide, raised and circled ones are made plain by NFKC. */
function plainDigits(text: string): string {
  return text.normalize('NFKC').replaceAll(/[^\P{Nd}0-9]/gu, (digit) => String(valueOf(digit)))
}

function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero--
  return code - zero
}
