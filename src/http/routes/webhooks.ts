import express, { type Express, type Request, type Response } from 'express'
import type { CarmakerName } from '../../carmakers/registry.ts'
import type { ReceivedWebhook, ReceiveWebhook, WebhookRefusal } from '../../carmakers/webhook.ts'
import { takePushed } from '../../vehicles/take-pushed.ts'
import { BODY_LIMIT } from '../body-fault.ts'
import type { HttpContext } from '../dependencies.ts'
import { ProblemError } from '../problem.ts'
import { route } from '../route.ts'

const PATH = '/webhooks'

/** Keeps the bytes: a signature is over them, not over what a parser made of them. */
export function webhookBodies(app: Express): void {
  app.use(PATH, express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false }))
}

/** What carmakers send by themselves, one address for each that does. */
export function webhookRoutes(app: Express, context: HttpContext): void {
  for (const name of context.carmakers) {
    const { receiveWebhook } = context.control.carmaker(name)
    if (receiveWebhook === undefined) continue
    route(app, `${PATH}/${name}`, {
      post: (request, response) => take(context, { name, receiveWebhook }, { request, response }),
    })
  }
}

interface Sender {
  readonly name: CarmakerName
  readonly receiveWebhook: ReceiveWebhook
}

/** Answers as soon as it is written down; the car is looked at by whoever is next to look after cars. */
async function take(
  { control }: HttpContext,
  { name, receiveWebhook }: Sender,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const body: unknown = request.body
  const received = receiveWebhook({
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    header: (header) => request.get(header),
    receivedAt: control.clock.now(),
  })
  const outcome = received.kind === 'push' ? await takePushed(control, name, received) : outcomeOf(received)
  control.events.webhookReceived({ carmaker: name, outcome })
  if (received.kind === 'refused') throw refusal(received.because)
  if (outcome === 'taken') control.wake()
  response.json(received.kind === 'challenge' ? received.answer : {})
}

function outcomeOf(received: Exclude<ReceivedWebhook, { kind: 'push' }>): string {
  return received.kind === 'refused' ? received.because : received.kind
}

function refusal(because: WebhookRefusal): ProblemError {
  if (because === 'signature') {
    return new ProblemError({
      code: 'webhook-not-signed',
      detail:
        'The signature is missing or is not of this body. Sign the bytes that are sent with the shared secret.',
    })
  }
  const details = {
    unreadable: 'The body is not a message of a known form. Send it as documented.',
    'too-old':
      'The message is of more than five minutes ago (of more than a day, if it says that it was in store), or lies ahead of the clock here. Send one of now.',
  }
  return new ProblemError({ code: 'webhook-refused', detail: details[because] })
}
