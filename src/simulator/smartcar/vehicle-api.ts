import type { Request } from 'express'
import { z } from 'zod'
import { answerUnder } from '../answering.ts'
import type { Answer } from '../answer.ts'
import type { CarCommand } from '../car-commands.ts'
import type { FaultKind, Operation } from '../faults.ts'
import type { Member } from '../fleet.ts'
import { recordOf } from '../records.ts'
import type { Grant, TokenState } from '../sign-in/grants.ts'
import type { World } from '../world.ts'
import { smartcarGrants } from './client.ts'
import { batchItem, locationItem, vehicleIdOf } from './payload.ts'
import { bucketOf } from './request-bucket.ts'
import { REFUSALS, refusalUnder, refuse, requestId, type Refusal } from './refusals.ts'

/** What can be asked for at an address below a car, besides its reading. */
export type Question = 'list' | 'vin' | 'permissions' | 'batch' | 'charge' | 'limit' | 'disconnect'

/** What an operation of the fault API means here. */
const OPERATION_OF: Readonly<Record<Exclude<Question, 'charge'>, Operation>> = {
  list: 'list',
  vin: 'vehicle',
  permissions: 'vehicle',
  batch: 'vehicleData',
  limit: 'limit',
  disconnect: 'vehicle',
}

/** One request to `/v2.0`, answered from the front door to the car. */
export function answerVehicleApi(world: World, question: Question, request: Request): Answer {
  const { fleet } = world.state
  const now = world.clock.now()
  const tag = request.params['id']
  const member = fleet.members.find(({ vin }) => vehicleIdOf(vin) === tag)
  const operation = operationOf(question, request)
  if (member !== undefined) fleet.countRequest(member, operation, now)
  if (isAfterRevocation(world, request, member)) world.state.requestsAfterRevocation += 1
  const fault = world.faults.take(operation, member?.vin)
  const visit = { question, request, member, fault }
  const answer = answerUnder(world, fault, {
    act: () => admit(world, visit),
    revoke: () => {
      revokeConsent(world, visit)
    },
    refusal: (kind) => refusalAnswer(world, kind),
  })
  if (member !== undefined && (operation === 'start' || operation === 'stop')) {
    fleet.logCommand(member, operation, answer.note ?? '', now)
  }
  return answer
}

interface Visit {
  readonly question: Question
  readonly request: Request
  readonly member: Member | undefined
  readonly fault: FaultKind | undefined
}

function operationOf(question: Question, request: Request): Operation {
  if (question !== 'charge') return OPERATION_OF[question]
  return actionSchema.safeParse(request.body).data?.action === 'STOP' ? 'stop' : 'start'
}

function refusalAnswer(world: World, kind: FaultKind): Answer | undefined {
  const refusal = refusalUnder(kind)
  return refusal === undefined ? undefined : refuse(world, refusal)
}

function admit(world: World, visit: Visit): Answer {
  const grant = tokenOf(world, visit.request)
  if (typeof grant !== 'object') return refuse(world, REFUSALS.token)
  if (!bucketOf(world).take(world.clock.now())) return refuse(world, REFUSALS.rate)
  const { member, question } = visit
  if (question === 'list') return list(world, grant)
  if (member === undefined || !carsOf(world, grant).includes(member))
    return refuse(world, REFUSALS.unknownCar)
  return answerAboutCar(world, { ...visit, question, member, grant })
}

interface CarVisit extends Visit {
  readonly question: Exclude<Question, 'list'>
  readonly member: Member
  readonly grant: Grant
}

function answerAboutCar(world: World, visit: CarVisit): Answer {
  const { member, grant, question } = visit
  switch (question) {
    case 'vin':
      return permitted(world, grant, 'read_vin', () => success(world, { vin: member.vin }))
    case 'permissions': {
      const paging = { count: grant.scopes.length, offset: 0 }
      return success(world, { permissions: grant.scopes, paging })
    }
    case 'batch':
      return batch(world, visit)
    case 'disconnect': {
      const left = carsOf(world, grant).filter((one) => one !== member)
      const vins = left.map(({ vin }) => vin)
      smartcarGrants(world).revokeCar(grant, vins, world.clock.now())
      return success(world, { status: 'success' })
    }
    case 'charge':
    case 'limit':
      return permitted(world, grant, 'control_charge', () => command(world, visit))
  }
}

function list(world: World, grant: Grant): Answer {
  const cars = carsOf(world, grant)
  for (const member of cars) world.state.fleet.countRequest(member, 'list', world.clock.now())
  const vehicles = cars.map(({ vin }) => vehicleIdOf(vin))
  return success(world, { vehicles, paging: { count: vehicles.length, offset: 0 } })
}

const batchRequestSchema = z.object({
  requests: z
    .array(z.object({ path: z.string() }))
    .min(1)
    .max(10),
})

function batch(world: World, { request, member, grant, fault }: CarVisit): Answer {
  const asked = batchRequestSchema.safeParse(request.body)
  if (!asked.success) return refuse(world, REFUSALS.badParameter)
  if (world.state.fleet.view(member, world.clock.now()).asleep) return refuse(world, REFUSALS.asleep)
  const record = recordOf(world.state, member, { now: world.clock.now(), stale: fault === 'stale' })
  const car = { member, record, permissions: grant.scopes }
  const responses = asked.data.requests.map(({ path }) => batchItem(world, path, car))
  return success(world, { responses: [...responses, locationItem(world, record)] })
}

const actionSchema = z.object({ action: z.enum(['START', 'STOP']) })
const limitSchema = z.object({ limit: z.coerce.number().min(0).max(1) })

function command(world: World, { question, request, member, fault }: CarVisit): Answer {
  const told = question === 'limit' ? limitFrom(request.body) : chargeFrom(request.body)
  if (told === undefined) return refuse(world, REFUSALS.badParameter)
  if (fault === 'ignored-200') return { ...accepted(world), note: 'ok, ignored' }
  const words = world.state.fleet.command(member, told, world.clock.now())
  if (words === 'ok' || words === 'already_set') return accepted(world)
  const known: Readonly<Record<string, Refusal | undefined>> = REFUSALS
  return { ...refuse(world, known[words] ?? REFUSALS.badParameter), note: words }
}

function chargeFrom(body: unknown): CarCommand | undefined {
  const action = actionSchema.safeParse(body).data?.action
  return action === undefined ? undefined : { kind: action === 'START' ? 'start' : 'stop' }
}

function limitFrom(body: unknown): CarCommand | undefined {
  const limit = limitSchema.safeParse(body).data?.limit
  return limit === undefined ? undefined : { kind: 'limit', percent: Math.round(limit * 100) }
}

function accepted(world: World): Answer {
  const message = `Successfully sent request to vehicle at ${world.pool.takeText()}`
  return success(world, { message, status: 'success' })
}

function permitted(world: World, grant: Grant, permission: string, act: () => Answer): Answer {
  return grant.scopes.includes(permission) ? act() : refuse(world, REFUSALS.permission)
}

function success(world: World, body: object): Answer {
  const headers = { 'sc-request-id': requestId(world), 'sc-unit-system': 'metric' }
  return { kind: 'json', status: 200, body, headers, note: 'ok' }
}

function tokenOf(world: World, request: Request): TokenState {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  return token === undefined ? 'unknown' : smartcarGrants(world).check(token, world.clock.now())
}

function carsOf(world: World, grant: Grant): readonly Member[] {
  return world.state.fleet.of(grant.login).filter(({ vin }) => grant.vins?.includes(vin) ?? true)
}

/** The driver takes consent back behind our back. */
function revokeConsent(world: World, { request, member }: Visit): void {
  const grant = tokenOf(world, request)
  const login = member?.car.spec.login ?? (typeof grant === 'object' ? grant.login : undefined)
  if (login !== undefined) smartcarGrants(world).revokeDriver(login, world.clock.now())
}

function isAfterRevocation(world: World, request: Request, member: Member | undefined): boolean {
  if (member !== undefined && smartcarGrants(world).hasRevoked(member.car.spec.login)) return true
  return tokenOf(world, request) === 'revoked'
}
