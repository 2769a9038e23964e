import { plan } from '../../src/cli/plan.ts'

export interface Written {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** `ladeplan plan` in this process. Rejects as the command does for wrong usage. */
export async function run(args: readonly string[], stdin = ''): Promise<Written> {
  let [out, err] = ['', '']
  const code = await plan(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: () => stdin,
  })
  return { code, out, err }
}

const NIGHT = ['2024-12-12_NO2', '2024-12-13_NO2'].flatMap((day) => ['--prices', `data/prices/${day}.json`])

/** A night on shipped prices, from Thursday afternoon to Friday morning. */
export const EVENING = [
  ...NIGHT,
  ...['--now', '2024-12-12T16:00:00+01:00', '--ready-by', '07:00'],
  ...['--soc', '40', '--target', '80', '--capacity', '64', '--power', '11'],
]
