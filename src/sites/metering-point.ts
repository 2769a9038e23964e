/**
 * A metering point's id (målepunkt-ID): a GSRN of 18 digits, all of Norway's begin with 7070575. People write it with
 * spaces, dots or dashes between the digits.
 */
const METERING_POINT = /(?<!\d)7[ .-]?0[ .-]?7[ .-]?0[ .-]?5[ .-]?7[ .-]?5(?:[ .-]?\d){11}(?!\d)/

/** Whether a text holds a metering point's id. It leads to an address, so it is taken nowhere. */
export function holdsMeteringPoint(text: string): boolean {
  return METERING_POINT.test(text)
}
