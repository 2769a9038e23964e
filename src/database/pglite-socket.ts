import type { PGlite } from '@electric-sql/pglite'
import { Duplex } from 'node:stream'

/** AuthenticationOk and ReadyForQuery, idle: what a server answers to a start-up message when it asks for no password. */
const STARTED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])
const TERMINATE = 'X'.charCodeAt(0)

/**
 * The server's end of a connection, inside the process: node-postgres writes the messages of its protocol into it and
 * reads PGlite's answers. One statement comes as one write, so PGlite is entered once for it and not once for each
 * message (PostgreSQL, "Frontend/Backend Protocol", extended query).
 */
export class PgliteSocket extends Duplex {
  readonly #pglite: PGlite
  #started = false

  constructor(pglite: PGlite) {
    super()
    this.#pglite = pglite
  }

  /** There is nothing to dial; the client goes on when it hears `connect`. */
  connect(): void {
    queueMicrotask(() => this.emit('connect'))
  }

  /** A client sets these on the socket of a network; they mean nothing here. */
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {
    // An answer is pushed as soon as there is one.
  }

  override _write(message: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#hand(message, done)
  }

  override _writev(messages: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#hand(Buffer.concat(messages.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  /**
   * The engine runs in this thread. Between two statements the process does what else waits: whoever has many to send would otherwise
   * keep requests from coming in and commands from going out until the last is through.
   */
  #hand(message: Buffer, done: (error?: Error) => void): void {
    this.#answer(message).then(
      () => {
        setImmediate(done)
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error('PGlite did not answer', { cause: error }))
      },
    )
  }

  async #answer(message: Buffer): Promise<void> {
    if (!this.#started) {
      this.#started = true
      this.push(STARTED)
      return
    }
    // PGlite lives as long as its folder is open, not as long as a connection.
    if (message[0] === TERMINATE) return
    await this.#pglite.execProtocolRawStream(message, {
      // There is nothing to bring to the disk: the folder is written as the engine writes it.
      syncToFs: false,
      onRawData: (answer) => {
        // A copy, since the engine uses its memory again.
        this.push(Buffer.from(answer))
      },
    })
  }
}
