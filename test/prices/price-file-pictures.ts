import { type PriceFile, type PriceFileOptions, readPriceFile } from '../../src/prices/price-file.ts'
import { PriceFileError } from '../../src/prices/price-file/findings.ts'

/** `header|row|row`, as a file. */
export function csv(picture: string): string {
  return `${picture.split('|').join('\n')}\n`
}

/** `01:00+60=0.5`: start in UTC, minutes and price of each slot. */
export function drawn({ slots }: PriceFile): string {
  return slots
    .map(({ start, end, perKwh }) => {
      const minutes = (end.getTime() - start.getTime()) / 60_000
      return `${start.toISOString().slice(11, 16)}+${String(minutes)}=${String(perKwh)}`
    })
    .join(' ')
}

/** The faults of a file that is refused. */
export function faultsOf(text: string, options: PriceFileOptions = {}): readonly string[] {
  try {
    readPriceFile(text, options)
  } catch (error) {
    if (error instanceof PriceFileError) return error.faults
    throw error
  }
  return []
}

export const START = 'start,nok_per_kwh'
