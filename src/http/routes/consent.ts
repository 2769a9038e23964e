import { createHash } from 'node:crypto'
import type { Express, Request, Response } from 'express'
import { NotFoundError } from '../../base/errors.ts'
import { markAbandoned, type Connection } from '../../connections/connection-store.ts'
import { isConsentOpen } from '../../connections/consent-open.ts'
import { startFlow } from '../../connections/oauth-flow.ts'
import { renderConsentPage, type UnansweredNotice } from '../../pages/consent-page.ts'
import { consentNotice, noticeText, type ConsentNotice } from '../../texts/consent-notice.ts'
import type { Language } from '../../texts/language.ts'
import { bindingCookie } from '../cookies.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { connectionAt } from '../find.ts'
import { frameOf, localPath, pageParameters } from '../frame.ts'
import type { LinkedPage } from '../links.ts'
import { ProblemError } from '../problem.ts'
import { returnAddress } from '../return-address.ts'
import { route } from '../route.ts'
import { decisionFormSchema } from '../schemas.ts'
import { allowFormTargets, requireOwnForm } from '../security.ts'

/** The page on which a driver consents, before the carmaker is asked for anything. */
export function consentRoutes(app: Express, context: HttpContext): void {
  route(app, '/connect/:connectionId', {
    get: (request, response) => showConsent(context, request, response),
    post: (request, response) => takeDecision(context, request, response),
  })
}

async function showConsent(context: HttpContext, request: Request, response: Response): Promise<void> {
  await sendNotice(context, await openConnection(context, request, ['consent']), { request, response })
}

interface Visit {
  readonly request: Request
  readonly response: Response
  readonly unanswered?: UnansweredNotice
}

async function sendNotice(
  context: HttpContext,
  connection: Connection,
  { request, response, unanswered }: Visit,
): Promise<void> {
  const frame = frameOf(context, request, response)
  const link = await context.links.decision(connection.id)
  const { url } = await context.links.consent(connection.id, frame.language)
  const notice = noticeFor(context, connection, frame.language)
  allowFormTargets(response, formTargets(context, connection))
  const page = renderConsentPage({
    ...frame,
    // The address of an answer opens nothing, so the page in the other language has a link of its own.
    self: `${url.pathname}${url.search}`,
    ...{ notice, unanswered: unanswered ?? null },
    carmakerLabel: context.control.carmaker(connection.carmaker).label,
    actionUrl: localPath(request.path, { link, lang: frame.language, notice: hashOf(notice) }),
  })
  response.type('html').send(page)
}

async function takeDecision(context: HttpContext, request: Request, response: Response): Promise<void> {
  requireOwnForm(request, context.publicUrl)
  const connection = await openConnection(context, request, ['decision', 'consent'])
  const { decision } = admit(decisionFormSchema, request.body ?? {})
  if (decision === 'cancel') {
    await markAbandoned(context.control.db, connection.id)
    response.redirect(303, cancelledAddress(context, connection).href)
    return
  }
  const { language } = frameOf(context, request, response)
  const notice = noticeFor(context, connection, language)
  const hash = hashOf(notice)
  const { notice: shown } = pageParameters(request)
  // Nobody agreed to the present text: it changed while the driver read another, or which was read is not said.
  if (shown !== hash) {
    response.status(409)
    const unanswered = shown === undefined ? 'unnamed' : 'changed'
    await sendNotice(context, connection, { request, response, unanswered })
    return
  }
  const { version } = notice
  const { redirectTo, binding } = await startFlow(context.control, connection, { hash, version, language })
  bindingCookie(context.publicUrl).set(response, binding)
  response.redirect(303, redirectTo.href)
}

/** The connection that the link is for, if consent to it is still to be given. */
async function openConnection(
  { control, links }: HttpContext,
  request: Request,
  pages: readonly LinkedPage[],
): Promise<Connection> {
  const connection = await connectionAt(control.db, request)
  const subject = await links.open(pages, pageParameters(request).link)
  if (subject !== connection.id) throw new NotFoundError('connection')
  if (isConsentOpen(connection, control.clock.now())) return connection
  throw new ProblemError({
    code: 'consent-closed',
    detail: 'This connection was made, cancelled or withdrawn already. Begin a new one from the app.',
  })
}

/** What the driver is shown. Made from the same facts again when it is answered; the form tells by its hash which it was. */
function noticeFor(
  { control, controller }: HttpContext,
  connection: Connection,
  language: Language,
): ConsentNotice {
  const { label, oauth } = control.carmaker(connection.carmaker)
  return consentNotice(language, {
    controller: controller.name,
    contact: controller.contact,
    carmakerLabel: label,
    recipients: control.recipients,
    scopes: oauth.scopes,
  })
}

/** Where the form may lead: the carmaker's sign-in, or back to the app. */
function formTargets(context: HttpContext, connection: Connection): readonly URL[] {
  const { oauth } = context.control.carmaker(connection.carmaker)
  const signIn = oauth.authorizeUrl({ state: '', codeChallenge: '', locale: connection.language })
  return [signIn, cancelledAddress(context, connection)]
}

function cancelledAddress(context: HttpContext, connection: Connection): URL {
  return returnAddress(context, connection, { status: 'cancelled', connection: connection.id })
}

function hashOf(notice: ConsentNotice): string {
  return createHash('sha256').update(noticeText(notice), 'utf8').digest('hex')
}
