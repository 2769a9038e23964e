/** Writes lines, and on a terminal keeps a block at the bottom that is drawn over in place. */
export interface Screen {
  line(text: string): void
  /** Redraws the block; on anything but a terminal it is printed once, by {@link finish}. */
  draw(block: readonly string[]): void
  finish(): void
  /** All that was written, as it went out. */
  written(): string
}

const ERASE_LINE = '\u001B[2K'

export function createScreen(write: (text: string) => void, isTerminal: boolean): Screen {
  const out: string[] = []
  let shown: readonly string[] = []
  let latest: readonly string[] = []
  const put = (text: string): void => {
    out.push(text)
    write(text)
  }
  const clear = (): void => {
    if (shown.length > 0) put(`\u001B[${String(shown.length)}A\u001B[0J`)
    shown = []
  }
  const show = (): void => {
    put(latest.map((line) => `${ERASE_LINE}${line}\n`).join(''))
    shown = latest
  }
  return {
    line: (text) => {
      clear()
      put(`${text}\n`)
      if (isTerminal && latest.length > 0) show()
    },
    draw: (block) => {
      latest = block
      if (!isTerminal) return
      clear()
      show()
    },
    finish: () => {
      if (!isTerminal) put(latest.map((line) => `${line}\n`).join(''))
      latest = []
      shown = []
    },
    written: () => out.join(''),
  }
}
