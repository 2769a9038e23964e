import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { fleetStateSchema } from './fleet.ts'
import { grantStateSchema } from './sign-in/grants.ts'

const savedSchema = z.object({
  version: z.literal(2),
  seed: z.string(),
  /** World time when saved. */
  worldTime: z.coerce.date(),
  /** How often a simulator has started from this file; keeps secrets of one run apart from the next. */
  starts: z.number().int(),
  coordinatesSent: z.number().int(),
  fleet: fleetStateSchema,
  /** By carmaker. */
  books: z.record(z.string(), grantStateSchema),
  tokenRequests: z.object({
    codes: z.number().int(),
    refreshes: z.number().int(),
    refused: z.number().int(),
    reused: z.number().int(),
    afterRevocation: z.number().int(),
  }),
  requestsAfterRevocation: z.number().int(),
})
export type SavedState = z.infer<typeof savedSchema>

/**
 * What an earlier simulator saved; `undefined` if there is no file.
 * @throws Error if the file is not one of ours.
 */
export function readStateFile(path: string): SavedState | undefined {
  if (!existsSync(path)) return undefined
  const saved = savedSchema.safeParse(inBooks(parsed(readFileSync(path, 'utf8'))))
  if (saved.success) return saved.data
  throw new Error(`The simulator's state in ${path} cannot be read. Remove the file to begin anew.`)
}

/** World time at which an earlier simulator saved its state; `undefined` if there is no file. */
export function readSimulatorTime(path: string): Date | undefined {
  return readStateFile(path)?.worldTime
}

/** Whole or not at all: a crash leaves the file before or the file after. It holds tokens, so only its owner reads it. */
export function writeStateFile(path: string, state: SavedState): void {
  const draft = `${path}.new`
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 })
  renameSync(draft, path)
}

/** Before there were books by name there were these two. */
const firstSchema = z.looseObject({
  version: z.literal(1),
  grants: grantStateSchema,
  smartcarGrants: grantStateSchema.optional(),
})

function inBooks(state: unknown): unknown {
  const first = firstSchema.safeParse(state)
  if (!first.success) return state
  const { grants: tesla, smartcarGrants: smartcar, ...rest } = first.data
  return { ...rest, version: 2, books: { tesla, ...(smartcar && { smartcar }) } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
