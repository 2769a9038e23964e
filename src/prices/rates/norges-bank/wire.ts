import { z } from 'zod'

const values = z.array(z.object({ id: z.string() })).max(50)
const dimension = z.object({ id: z.string(), values })
/** A number, or the digits of one; what follows it are attributes. */
const observation = z.tuple([z.union([z.number(), z.string()]).pipe(z.coerce.number())], z.unknown())

/**
 * What is kept of an answer in SDMX-JSON, version 1. Keys of series are positions in the lists of the dimensions, joined by
 * colons; keys of observations are positions in the list of periods.
 */
export const ratesAnswerSchema = z.object({
  data: z.object({
    dataSets: z
      .array(
        z.object({
          series: z.record(
            z.string(),
            z.object({
              attributes: z.array(z.number().nullable()),
              observations: z.record(z.string(), observation),
            }),
          ),
        }),
      )
      .length(1),
    structure: z.object({
      dimensions: z.object({ series: z.array(dimension), observation: z.array(dimension) }),
      attributes: z.object({ series: z.array(dimension) }),
    }),
  }),
})

export type RatesAnswer = z.infer<typeof ratesAnswerSchema>
