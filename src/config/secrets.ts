import { inspect } from 'node:util'

const SHOWN_AS = '[secret]'

/** A value that must never be printed. Turned into text, JSON or a console dump it reads `[secret]`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return SHOWN_AS
  }

  toJSON(): string {
    return SHOWN_AS
  }

  [inspect.custom](): string {
    return SHOWN_AS
  }
}

/** Kept apart from the configuration, so that the configuration as a whole may be shown. `null`: not configured. */
export interface Secrets {
  /** Connection string of PostgreSQL; set exactly when `database.kind` is `postgres`. */
  readonly databaseUrl: Secret | null
  /** Connection string of Redis; set exactly when `hints.kind` is `redis`. */
  readonly redisUrl: Secret | null
  /** What is secret among the variables of the carmakers, by name, as far as it is set; `null` in the sandbox. */
  readonly carmakers: Readonly<Record<string, Secret>> | null
  /** What the retailer's back end presents; always set in server mode. */
  readonly apiKey: Secret | null
  /** Set if ENTSO-E is among the sources of prices. */
  readonly entsoeToken: Secret | null
  /** Set if the retailer's feed is among the sources of prices. */
  readonly retailerFeedToken: Secret | null
}
