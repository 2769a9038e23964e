import type { CarmakerAnswer } from '../http.ts'
import { readBody } from '../read-body.ts'
import { readError, refusedFrom } from './faults.ts'
import { vinAnswerSchema } from './wire.ts'

/**
 * The VIN of a car. Of one that cannot tell it (501, 404) the id stands for it, which is the same for as long: such a car
 * is known again here, and only one that is connected through its own maker as well is not.
 *
 * @throws CarmakerError for any other refusal, and for an answer that is no VIN
 */
export function vinFrom(route: string, answer: CarmakerAnswer, id: string): string {
  if (answer.status === 501 || answer.status === 404) return id
  if (answer.status !== 200) throw readError(route, refusedFrom(answer))
  return readBody(vinAnswerSchema, route, answer).vin
}
