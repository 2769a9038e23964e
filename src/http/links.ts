import { addHours, addMinutes } from 'date-fns'
import type { Clock } from '../base/clock.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import type { KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import { signLink, verifyLink } from '../keys/signed-link.ts'
import type { Language } from '../texts/language.ts'
import { ProblemError } from './problem.ts'

/** Pages that a link can open. `decision` is the form on the consent page: it may be read for longer than its link lives. */
export type LinkedPage = 'consent' | 'decision' | 'connected' | 'plan'

const CONSENT_MINUTES = 5
const DECISION_MINUTES = 30
const CONNECTED_MINUTES = 30
const PLAN_HOURS = 12

export interface Links {
  /** Address of the consent page; `expiresAt` is real time. */
  consent(connectionId: string, language: Language): Promise<{ url: URL; expiresAt: Date }>
  plan(vehicleId: string, language?: Language): Promise<URL>
  connected(connectionId: string): Promise<URL>
  /** A token for the form on the consent page. */
  decision(connectionId: string): Promise<string>
  /**
   * The subject of a token that opens one of these pages.
   *
   * @throws ProblemError `link-invalid`, or `link-expired` for one that was genuine once
   */
  open(pages: readonly LinkedPage[], token: string | undefined): Promise<string>
  /** Address of the page that says why a connection was not made. Anybody may open it: it says nothing else. */
  failed(status: string, facts: { readonly carmaker: CarmakerName; readonly reference?: string }): URL
}

/** Makes and opens links. They live in real time, whatever the world's clock shows: people read in it. */
export function createLinks(facts: { kek: KeyEncryptionKey; publicUrl: URL; clock: Clock }): Links {
  const { kek, publicUrl, clock } = facts
  const sign = (page: LinkedPage, subject: string, expiresAt: Date): Promise<string> =>
    signLink(kek, { page, subject, expiresAt })
  return {
    consent: async (connectionId, language) => {
      const expiresAt = addMinutes(clock.now(), CONSENT_MINUTES)
      const link = await sign('consent', connectionId, expiresAt)
      return { url: address(publicUrl, `/connect/${connectionId}`, { link, lang: language }), expiresAt }
    },
    plan: async (vehicleId, language) => {
      const link = await sign('plan', vehicleId, addHours(clock.now(), PLAN_HOURS))
      return address(publicUrl, `/vehicles/${vehicleId}`, { link, lang: language })
    },
    connected: async (connectionId) => {
      const link = await sign('connected', connectionId, addMinutes(clock.now(), CONNECTED_MINUTES))
      return address(publicUrl, '/connected', { link })
    },
    decision: (connectionId) => sign('decision', connectionId, addMinutes(clock.now(), DECISION_MINUTES)),
    open: (pages, token) => openLink({ kek, clock }, pages, token),
    failed: (status, facts) => address(publicUrl, '/connected', { status, ...facts }),
  }
}

/** An absolute address of ours with the parameters that are given. */
function address(
  publicUrl: URL,
  path: string,
  parameters: Readonly<Record<string, string | undefined>> = {},
): URL {
  const url = new URL(path, publicUrl)
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url
}

async function openLink(
  { kek, clock }: { kek: KeyEncryptionKey; clock: Clock },
  pages: readonly LinkedPage[],
  token: string | undefined,
): Promise<string> {
  if (token === undefined) throw invalid()
  const subjectAt = async (now: Date): Promise<string | undefined> => {
    const subjects = await Promise.all(pages.map((page) => verifyLink(kek, { page, token, now })))
    return subjects.find((subject) => subject !== undefined)
  }
  const subject = await subjectAt(clock.now())
  if (subject !== undefined) return subject
  // What is genuine at the beginning of time is genuine: then only its life can be over.
  if ((await subjectAt(new Date(0))) === undefined) throw invalid()
  throw new ProblemError({
    code: 'link-expired',
    detail: 'The link of this page has expired. Open the page again from the app.',
  })
}

function invalid(): ProblemError {
  return new ProblemError({
    code: 'link-invalid',
    detail: 'The parameter link is missing or is not a link to this page. Open the page from the app.',
  })
}
