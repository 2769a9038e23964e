import type { z } from 'zod'
import { ProblemError, type FieldFault } from './problem.ts'

export interface DoorRules {
  /** JSON Pointers of fields of which nothing that was sent is repeated: it could say who or where the driver is. */
  readonly hidden?: readonly string[] | undefined
}

/**
 * What has come in, checked and typed.
 *
 * @throws ProblemError `validation-failed` naming field, value and remedy of every fault
 */
export function admit<T>(schema: z.ZodType<T>, given: unknown, rules: DoorRules = {}): T {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const errors = distinct(result.error.issues.flatMap((issue) => faultsOf(issue, given, rules)))
  const detail = errors.map(({ message }) => message).join(' ')
  throw new ProblemError({ code: 'validation-failed', detail, errors })
}

/** @throws ProblemError `unsupported-media-type` if no JSON body was sent, and as {@link admit} */
export function admitBody<T>(schema: z.ZodType<T>, body: unknown, rules: DoorRules = {}): T {
  if (body !== undefined) return admit(schema, body, rules)
  const detail = 'There is no JSON body. Send one, with Content-Type: application/json.'
  throw new ProblemError({ code: 'unsupported-media-type', detail })
}

/** A value may break two rules that one sentence tells of. */
function distinct(faults: readonly FieldFault[]): FieldFault[] {
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.message}`, fault])).values()]
}

function faultsOf(issue: z.core.$ZodIssue, given: unknown, rules: DoorRules): FieldFault[] {
  const pointer = pointerOf(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownMember(pointer, key))
  const name = String(issue.path.at(-1) ?? 'body')
  const value = valueAt(given, issue.path)
  if (value === undefined) return [{ pointer, message: `${name} is missing: ${issue.message}.` }]
  if (isHidden(pointer, rules)) return [{ pointer, message: `${name} is not valid: ${issue.message}.` }]
  if (!isPlain(value)) return [{ pointer, message: `${name} is ${kindOf(value)}: ${issue.message}.` }]
  const shown = typeof value === 'string' ? value.slice(0, LONGEST_SHOWN) : value
  return [{ pointer, message: `${name} is ${JSON.stringify(shown)}: ${issue.message}.`, value: shown }]
}

const LONGEST_SHOWN = 60
/** A member's name is repeated if it looks like one of ours, letters alone; anything else might be data in the wrong place. */
const MEMBER_NAME = /^[a-z][A-Za-z]{0,29}$/

/** The value of a member that nobody expected is never repeated: nobody knows what it says. */
function unknownMember(parent: string, key: string): FieldFault {
  if (!MEMBER_NAME.test(key)) {
    return { pointer: parent, message: 'There is a member whose name is not known here: leave it out.' }
  }
  return {
    pointer: `${parent}/${key}`,
    message: `${key} is not known here: leave it out or correct its name.`,
  }
}

function isHidden(pointer: string, { hidden = [] }: DoorRules): boolean {
  return hidden.includes(pointer)
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = given
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = Reflect.get(value, part)
  }
  return value
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : 'an object'
}
