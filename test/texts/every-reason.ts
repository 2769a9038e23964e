import { reasonSchema, type Reason } from '../../src/control/reasons.ts'

const at = '2024-12-13T00:00:00Z'

/** What reasons carry: shares are 80, times 01:00 in Oslo but ready-by, which is 07:00. */
export const REASON_FACTS = {
  startsAt: at,
  readyBy: '2024-12-13T06:00:00Z',
  percent: 80,
  expectedAt: at,
  since: at,
  retryAt: at,
}

/** One reason of each code. */
export const EVERY_REASON: readonly Reason[] = reasonSchema.options.map((option) =>
  reasonSchema.parse({ code: option.shape.code.value, ...REASON_FACTS }),
)
