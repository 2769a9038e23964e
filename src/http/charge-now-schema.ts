import { z } from 'zod'
import { MOST_HOURS, type ChargeNowWish } from '../control/charge-now-wish.ts'

const object = 'expected an object, or nothing at all'
const untilRule = 'expected one of: target, time, unplugged'
const targetRule = 'expected a whole number from 1 to 100, or nothing to go by the policy'
const hoursRule = `expected a number of hours above 0 and at most ${String(MOST_HOURS)}`

/** When charge now is to end. An empty body is the target of the policy, as it has always been. */
export const chargeNowRequestSchema: z.ZodType<ChargeNowWish> = z.preprocess(
  withDefaultEnd,
  z.discriminatedUnion(
    'until',
    [
      z.strictObject(
        {
          until: z.literal('target'),
          targetPercent: z
            .number(targetRule)
            .int(targetRule)
            .min(1, targetRule)
            .max(100, targetRule)
            .optional(),
        },
        object,
      ),
      z.strictObject(
        {
          until: z.literal('time'),
          hours: z.number(hoursRule).positive(hoursRule).max(MOST_HOURS, hoursRule),
        },
        object,
      ),
      z.strictObject({ until: z.literal('unplugged') }, object),
    ],
    { error: untilRule },
  ),
)

function withDefaultEnd(given: unknown): unknown {
  const isPlain = typeof given === 'object' && given !== null && !Array.isArray(given)
  return isPlain && !Object.hasOwn(given, 'until') ? { until: 'target', ...given } : given
}
