import type { Answer } from './answer.ts'
import type { FaultKind } from './faults.ts'
import type { World } from './world.ts'

/** For so long a gateway that is overloaded asks to be left alone. */
const OVERLOADED_SECONDS = '600'

/** How one carmaker answers a request, with or without a fault in the way. */
export interface Answering {
  /** As if nothing were wrong. */
  readonly act: () => Answer
  /** The driver takes consent back. */
  readonly revoke: () => void
  /** In the carmaker's own words; `undefined` for what takes effect, or does not, in the car. */
  readonly refusal: (fault: FaultKind) => Answer | undefined
}

/** The answer under a fault: what every carmaker does alike is here, its words are its own. */
export function answerUnder(world: World, fault: FaultKind | undefined, how: Answering): Answer {
  if (fault === undefined) return how.act()
  if (fault === 'revoked') how.revoke()
  if (fault === 'html') return gatewayPage(world)
  if (fault === 'overloaded') return overloaded(world, 503)
  if (fault === 'overloaded-after-effect') {
    unanswered(world, 'cut', how.act)
    return overloaded(world, 502)
  }
  if (fault === 'timeout-after-effect') return unanswered(world, 'cut', how.act)
  if (fault === 'silence-after-effect') return unanswered(world, 'silence', how.act)
  if (fault === 'silence-before-effect') return { kind: 'silence', note: 'lost' }
  return how.refusal(fault) ?? how.act()
}

/** What the answer would have told never leaves, so its positions are not counted. */
function unanswered(world: World, kind: 'cut' | 'silence', act: () => Answer): Answer {
  const sent = world.pool.sent()
  const answer = act()
  world.pool.rewind(sent)
  return { kind, note: `${answer.note ?? ''}, not answered` }
}

/** A gateway that asks for patience. Whether the request went through it does not say. */
function overloaded({ pool }: World, status: 502 | 503): Answer {
  const body = { message: `upstream request failed near ${pool.takeText()}` }
  return {
    kind: 'json',
    status,
    body,
    headers: { 'Retry-After': OVERLOADED_SECONDS },
    note: `http ${String(status)}`,
  }
}

/** What a gateway in between answers when it has had enough. */
function gatewayPage({ pool }: World): Answer {
  const html = `<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><p>${pool.takeText()}</p></body></html>`
  return { kind: 'html', status: 502, html, note: 'http 502' }
}
