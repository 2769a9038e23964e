import type { ConfigFault } from './config-error.ts'
import type { VariableName } from './env.ts'
import type { KnownVariable, KnownVariables } from './known-variables.ts'

/** The variables that are set, before they are checked: Ladeplan's own, and those of the brands. */
export type Settings = Partial<Record<VariableName, string>> & Partial<Record<string, string>>

export type Environment = Readonly<Record<string, string | undefined>>
export type ReadTextFile = (path: string) => string

/**
 * Gathers what is set, trimmed; an empty value counts as not set. Secrets may come from a file named by `<NAME>_FILE`.
 * Names that begin like ours but mean nothing are faults: most are misspelt.
 */
export function gatherSettings(
  environment: Environment,
  known: KnownVariables,
  readTextFile: ReadTextFile,
): { settings: Settings; faults: ConfigFault[] } {
  const settings: Settings = {}
  const faults = unknownNames(environment, known)
  for (const { name, secret } of known.values()) {
    const direct = given(environment, name)
    const path = secret === true ? given(environment, `${name}_FILE`) : undefined
    if (direct !== undefined && path !== undefined) faults.push(givenTwice(name))
    const value = direct ?? (path === undefined ? undefined : fromFile(name, path, { readTextFile, faults }))
    if (value !== undefined) settings[name] = value
  }
  return { settings, faults }
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

function fromFile(
  name: string,
  path: string,
  { readTextFile, faults }: { readTextFile: ReadTextFile; faults: ConfigFault[] },
): string | undefined {
  const remedy = `Point ${name}_FILE at a readable file that holds the value and nothing else.`
  try {
    const value = readTextFile(path).trim()
    if (value !== '') return value
    faults.push({ name: `${name}_FILE`, problem: 'names an empty file', value: path, remedy })
  } catch {
    faults.push({ name: `${name}_FILE`, problem: 'names a file that cannot be read', value: path, remedy })
  }
  return undefined
}

function givenTwice(name: string): ConfigFault {
  const problem = `is set, and so is ${name}_FILE`
  return {
    name,
    problem,
    value: null,
    remedy: `Unset one of the two; ${name}_FILE is the safer one to keep.`,
  }
}

function unknownNames(environment: Environment, variables: KnownVariables): ConfigFault[] {
  const known = new Set([...variables.values()].flatMap(spellings))
  return Object.keys(environment)
    .filter((name) => name.startsWith('LADEPLAN_') && !known.has(name))
    .filter((name) => given(environment, name) !== undefined)
    .map((name) => ({
      name,
      problem: 'is not a variable Ladeplan knows',
      value: null,
      remedy: `Unset it, or correct its name${nearest(name, known)}.`,
    }))
}

function spellings({ name, secret }: KnownVariable): string[] {
  return secret === true ? [name, `${name}_FILE`] : [name]
}

function nearest(name: string, known: ReadonlySet<string>): string {
  const [best] = [...known]
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= 3 ? `: ${best.candidate} is the nearest` : ''
}

/** Levenshtein's distance: letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      const replace = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
