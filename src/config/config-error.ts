const LONGEST_VALUE = 80

/** One thing that is wrong with the configuration. */
export interface ConfigFault {
  /** Name of the environment variable. */
  readonly name: string
  /** What is wrong, continuing a sentence that begins with the name. */
  readonly problem: string
  /** The value as given; `null` if there is none or it is secret. */
  readonly value: string | null
  /** What to do about it. */
  readonly remedy: string
}

/** The service cannot start as configured. Holds every fault found, not only the first; never a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(sentence(faults))
    this.faults = faults
  }
}

function sentence(faults: readonly ConfigFault[]): string {
  const count = faults.length === 1 ? '1 fault' : `${String(faults.length)} faults`
  return [`Ladeplan cannot start: ${count} in the configuration.`, ...faults.map(paragraph)].join('\n')
}

function paragraph({ name, problem, value, remedy }: ConfigFault): string {
  // JSON escapes line breaks and control characters, which would let a value pass for another line of output.
  const given = value === null ? '' : ` (given: ${JSON.stringify(shortened(value))})`
  return `  ${name} ${problem}${given}\n    ${remedy}`
}

function shortened(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value
}
