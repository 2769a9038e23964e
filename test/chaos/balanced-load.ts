import axios from 'axios'
import { Agent } from 'node:http'
import { setTimeout as pass } from 'node:timers/promises'
import { API_KEY } from '../support/stage-service.ts'
import { isReady } from './main-process.ts'

/** How often a balancer asks a process whether it is ready. */
const ASK_MS = 100
/** Between an answer and the next request of the same client. */
const THINK_MS = 20

/** What clients were answered. */
export interface Answers {
  answered: number
  /** Answers that asked a client who keeps its connection to come again on another. */
  goodbyes: number
  /** Server errors, and requests that were given no answer at all. */
  readonly failures: string[]
}

/** Clients behind a balancer. */
export interface BalancedLoad {
  readonly answers: Answers
  /** From now on it is asked whether it is ready, and sent requests while it says so. */
  add(url: string): void
  close(): Promise<void>
}

/**
 * Clients that ask without end, half of them on connections that they keep, half on a new one each time. They know nothing of
 * processes; the balancer sends each request to one that said last that it is ready, and never a second time.
 */
export function startLoad(clients: number, paths: readonly string[]): BalancedLoad {
  const ready = new Map<string, boolean>()
  const state = { over: false }
  const answers: Answers = { answered: 0, goodbyes: 0, failures: [] }
  const watch = async (): Promise<void> => {
    while (!state.over) {
      await Promise.all([...ready.keys()].map(async (url) => ready.set(url, await isReady(url))))
      await pass(ASK_MS)
    }
  }
  const client = async (n: number): Promise<void> => {
    const keepsOpen = n % 2 === 0
    const agent = new Agent({ keepAlive: keepsOpen, maxSockets: 1 })
    for (let turn = n; !state.over; turn++) {
      const open = [...ready].filter(([, isOpen]) => isOpen).map(([url]) => url)
      const url = open[turn % open.length]
      const path = paths[turn % paths.length] ?? ''
      if (url !== undefined && (await ask(`${url}${path}`, agent, answers)) && keepsOpen)
        answers.goodbyes += 1
      await pass(THINK_MS)
    }
    agent.destroy()
  }
  const running = Promise.all([watch(), ...Array.from({ length: clients }, (_, n) => client(n))])
  return {
    answers,
    add: (url) => ready.set(url, true),
    close: async () => {
      state.over = true
      await running
    },
  }
}

/** @returns whether the answer closed its connection */
async function ask(url: string, httpAgent: Agent, answers: Answers): Promise<boolean> {
  try {
    const { status, headers } = await axios.get(url, {
      ...{ httpAgent, validateStatus: () => true, headers: { authorization: `Bearer ${API_KEY}` } },
    })
    answers.answered += 1
    if (status !== 200) answers.failures.push(`${url}: ${String(status)}`)
    return headers['connection'] === 'close'
  } catch (error) {
    answers.failures.push(`${url}: ${error instanceof Error ? error.message : 'no answer'}`)
    return false
  }
}
