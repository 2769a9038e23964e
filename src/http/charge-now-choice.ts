import { z } from 'zod'
import type { ChargeNowWish } from '../control/charge-now-wish.ts'
import { CHARGE_NOW_ENDS, type ChargeNowEndChoice, type ChargeNowField } from '../pages/charge-now-page.ts'
import { chargeNowRequestSchema } from './charge-now-schema.ts'

/** What stands in the form for charge now, as it was typed; `undefined`: the form did not hold it. */
export interface TypedChoice {
  readonly until: string | undefined
  readonly targetPercent: string | undefined
  readonly hours: string | undefined
}

export type ReadChoice =
  | { readonly kind: 'wish'; readonly wish: ChargeNowWish }
  | { readonly kind: 'fault'; readonly field: ChargeNowField }

/** No figure that is taken has more characters; one more is kept, so that what is cut off stays wrong. */
const LONGEST = 10

const typed = z
  .union([z.string(), z.array(z.string()).transform((twice) => twice.join(', '))])
  .transform((text) => text.slice(0, LONGEST + 1))
  .optional()
const typedSchema = z.object({ until: typed, targetPercent: typed, hours: typed })

/** What a form or an address holds of the choice; a field that is sent twice is what was typed twice. */
export function typedChoice(given: unknown): TypedChoice {
  const { until, targetPercent, hours } = typedSchema.parse(given ?? {})
  return { until, targetPercent, hours }
}

/**
 * The choice by the rules of the API. Fields that belong to another end are left aside, since the form holds them all; an
 * end that is not one of ours, or hours of which no end was told, is a choice that nobody made.
 */
export function readChoice(choice: TypedChoice): ReadChoice {
  const until = endOf(choice)
  if (until === undefined) return { kind: 'fault', field: 'until' }
  const { targetPercent = '', hours = '' } = choice
  const told = {
    target: targetPercent === '' ? {} : { targetPercent: figure(targetPercent) },
    time: { hours: figure(hours) },
    unplugged: {},
  }
  const parsed = chargeNowRequestSchema.safeParse({ until, ...told[until] })
  if (parsed.success) return { kind: 'wish', wish: parsed.data }
  return { kind: 'fault', field: until === 'time' ? 'hours' : 'targetPercent' }
}

/** The end that is chosen; an empty form is the button on the plan page, which charges to the target. */
export function endOf({ until, hours = '' }: TypedChoice): ChargeNowEndChoice | undefined {
  if (until === undefined) return hours === '' ? 'target' : undefined
  return CHARGE_NOW_ENDS.find((end) => end === until)
}

/** A number, with a decimal comma too; or what was typed, for the rules to refuse. */
function figure(text: string): number | string {
  const plain = text.trim().replace(',', '.')
  return text.length <= LONGEST && /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}
