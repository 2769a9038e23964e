import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type BiddingZone, biddingZoneSchema } from './zones.ts'

/** A delivery day that comes with the project, NOK/kWh without VAT; its source and licence stand in the file. */
export interface PriceDay {
  readonly zone: BiddingZone
  /** Calendar day of Europe/Oslo, `YYYY-MM-DD`. */
  readonly day: string
  readonly slots: readonly { readonly startUtc: Date; readonly perKwh: number }[]
}

/**
 * Reads every `*.json` of a directory, in order of file name.
 *
 * @throws Error naming the file, if one is not a delivery day or two slots are out of order.
 */
export function readShippedDays(directory: string): PriceDay[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readDay(join(directory, file)))
}

const fileSchema = z.object({
  zone: biddingZoneSchema,
  day: z.iso.date(),
  unit: z.literal('NOK/kWh excluding VAT'),
  slots: z
    .array(z.object({ start: z.iso.datetime(), nokPerKwh: z.number() }))
    .min(1)
    .refine(
      (slots) => slots.every(({ start }, index) => start > (slots[index - 1]?.start ?? '')),
      'slots must be in order of time, none twice',
    ),
})

function readDay(path: string): PriceDay {
  try {
    const { zone, day, slots } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return {
      zone,
      day,
      slots: slots.map(({ start, nokPerKwh }) => ({ startUtc: new Date(start), perKwh: nokPerKwh })),
    }
  } catch (error) {
    throw new Error(`${path} is not a delivery day of prices: restore it from the repository`, {
      cause: error,
    })
  }
}
