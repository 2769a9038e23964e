import type { Request } from 'express'
import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { Operation } from '../faults.ts'
import type { World } from '../world.ts'
import { failure } from './envelope.ts'
import { answerVehicleApi } from './vehicle-api.ts'

const SAYS_ASLEEP = 'vehicle unavailable: vehicle is offline or asleep'

/**
 * A command through the signing proxy. It knows cars by VIN alone, and words of its own for what a car says; what the
 * Fleet API says it passes on. (teslamotors/vehicle-command, `pkg/proxy/proxy.go`)
 */
export function answerSigningProxy(world: World, operation: Operation, request: Request): Answer {
  if (!/^Bearer .+$/.test(request.headers.authorization ?? '')) {
    return failure(world.pool, 403, 'missing or malformed bearer token')
  }
  const tag = request.params['tag']
  if (tag !== undefined && !/^[A-Z0-9]{17}$/.test(String(tag)))
    return failure(world.pool, 404, 'expected VIN')
  return inItsWords(world, answerVehicleApi(world, operation, request, 'signing-proxy'))
}

const refusedSchema = z.object({ response: z.object({ result: z.literal(false), reason: z.string() }) })

function inItsWords({ pool }: World, answer: Answer): Answer {
  if (answer.kind !== 'json') return answer
  if (answer.note === 'asleep') return { ...failure(pool, 500, SAYS_ASLEEP), note: 'asleep' }
  const refused = refusedSchema.safeParse(answer.body)
  if (!refused.success) return answer
  const reason = `car could not execute command: ${refused.data.response.reason}`
  return { ...answer, body: { response: { result: false, reason }, error: '', error_description: '' } }
}
