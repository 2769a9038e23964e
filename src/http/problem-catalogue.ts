import { CHARGE_NOW_PROBLEMS } from './charge-now-problems.ts'
import { CONNECTION_PROBLEMS } from './connection-problems.ts'
import { SITE_PROBLEMS } from './site-problems.ts'
import { WEBHOOK_PROBLEMS } from './webhook-problems.ts'

/** What the caller can do about a problem. */
export type Resolution = 'fix_request' | 'retry' | 'reconnect' | 'contact_support'

interface ProblemKind {
  readonly status: number
  readonly title: string
  readonly resolution: Resolution
  /** For the page behind the problem's type: what it means and what to do. */
  readonly explanation: string
}

/** Every problem that the API and the pages answer with. Codes are stable; a new one may come at any time. */
export const PROBLEMS = {
  'validation-failed': {
    status: 422,
    title: 'A field is not valid',
    resolution: 'fix_request',
    explanation: 'Each entry of "errors" points to a field, repeats its value and says what is expected.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    resolution: 'fix_request',
    explanation: 'The body could not be read as a JSON object. Nothing was done.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    resolution: 'fix_request',
    explanation: 'The address or the body is cut off or wrongly encoded. Nothing was done.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of another kind than expected',
    resolution: 'fix_request',
    explanation: 'Bodies are UTF-8 and uncompressed: application/json for the API, a form for the pages.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    resolution: 'fix_request',
    explanation: 'A body may have 64 KiB at most.',
  },
  'api-key-required': {
    status: 401,
    title: 'The API key is missing or wrong',
    resolution: 'fix_request',
    explanation: 'Send the key as "Authorization: Bearer <key>". Keys never belong in an address.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    resolution: 'fix_request',
    explanation: 'No such address, or nothing under this id that you may see.',
  },
  'no-plan': {
    status: 404,
    title: 'There is no plan',
    resolution: 'retry',
    explanation:
      'The car is not plugged in, is charged already, or has not been read yet. The vehicle resource says which.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take that method',
    resolution: 'fix_request',
    explanation: 'The header Allow names the methods that it takes.',
  },
  'precondition-required': {
    status: 428,
    title: 'The header If-Match is missing',
    resolution: 'fix_request',
    explanation:
      'Read the resource first and send its ETag as If-Match, so that no change of another is lost.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource has changed in between',
    resolution: 'fix_request',
    explanation:
      'Somebody changed it after you read it. Read it again, then send the change with its new ETag.',
  },
  'already-connected': {
    status: 409,
    title: 'The driver is connected already',
    resolution: 'fix_request',
    explanation: 'A driver has one live connection to a carmaker. Withdraw it before beginning another.',
  },
  'consent-missing': {
    status: 403,
    title: 'There is no live consent',
    resolution: 'reconnect',
    explanation:
      'The driver has withdrawn consent, or the carmaker no longer honours it. Begin a new connection.',
  },
  ...CHARGE_NOW_PROBLEMS,
  'vehicle-connected-elsewhere': {
    status: 409,
    title: 'The car is connected for another driver',
    resolution: 'contact_support',
    explanation: 'A car is never moved from one driver to another: the first one has to withdraw consent.',
  },
  conflict: {
    status: 409,
    title: 'The request contradicts the present state',
    resolution: 'retry',
    explanation: 'Read the resource again, then decide anew.',
  },
  ...WEBHOOK_PROBLEMS,
  'unknown-place': {
    status: 422,
    title: 'There is no such place',
    resolution: 'fix_request',
    explanation: 'The postal code or municipality is not one of Norway. Nothing of the address was kept.',
  },
  ...SITE_PROBLEMS,
  ...CONNECTION_PROBLEMS,
  'flow-refused': {
    status: 400,
    title: 'This sign-in cannot be continued',
    resolution: 'reconnect',
    explanation: 'It was begun in another browser, is used already, or too old. Begin again from the app.',
  },
  'link-invalid': {
    status: 404,
    title: 'This link does not open this page',
    resolution: 'fix_request',
    explanation: 'Links are signed and open one page only. Open the page from the app.',
  },
  'link-expired': {
    status: 410,
    title: 'This link no longer works',
    resolution: 'fix_request',
    explanation: 'Links to pages live for a short time. Open the page again from the app.',
  },
  'consent-closed': {
    status: 410,
    title: 'This consent has been answered already',
    resolution: 'reconnect',
    explanation: 'The connection was made, cancelled or withdrawn. Begin a new connection from the app.',
  },
  'foreign-form': {
    status: 403,
    title: 'The form was not sent from our page',
    resolution: 'fix_request',
    explanation: 'Forms are taken from our own pages only. Open the page again and send it from there.',
  },
  'not-ready': {
    status: 503,
    title: 'The service is not ready',
    resolution: 'retry',
    explanation:
      'The database does not answer. Cars keep to what was last decided; ask again in a few seconds.',
  },
  'carmaker-unreachable': {
    status: 502,
    title: 'The carmaker cannot be reached',
    resolution: 'retry',
    explanation: 'No connection could be made to the carmaker. Try again in a few minutes.',
  },
  'carmaker-timeout': {
    status: 504,
    title: 'The carmaker did not answer in time',
    resolution: 'retry',
    explanation: 'Try again in a few minutes.',
  },
  'carmaker-unavailable': {
    status: 503,
    title: 'The carmaker is out of order',
    resolution: 'retry',
    explanation: 'The carmaker says that it cannot answer at the moment. Try again in a few minutes.',
  },
  'carmaker-answer-unreadable': {
    status: 502,
    title: 'The carmaker answered something unexpected',
    resolution: 'contact_support',
    explanation: 'The carmaker may have changed its interface. Operations should look at it.',
  },
  'rate-limited': {
    status: 503,
    title: 'The carmaker asks us to slow down',
    resolution: 'retry',
    explanation: 'Try again after the time that Retry-After gives.',
  },
  'consent-revoked': {
    status: 403,
    title: 'The carmaker no longer honours the consent',
    resolution: 'reconnect',
    explanation: 'The driver ended access at the carmaker, or it ran out. Connect again.',
  },
  'token-expired': {
    status: 503,
    title: 'Access to the carmaker is being renewed',
    resolution: 'retry',
    explanation: 'Try again in a few seconds.',
  },
  'scope-missing': {
    status: 403,
    title: 'The driver did not give a permission that is needed',
    resolution: 'reconnect',
    explanation: 'Connect again and leave all permissions on. Position is not among them.',
  },
  'client-misconfigured': {
    status: 500,
    title: 'The carmaker does not accept this service',
    resolution: 'contact_support',
    explanation: 'Client id, secret or callback address are not as registered with the carmaker.',
  },
  'vehicle-gone': {
    status: 409,
    title: 'The car is no longer in the account',
    resolution: 'reconnect',
    explanation: 'The carmaker does not know the car under this account any more. Connect again.',
  },
  'vehicle-unsupported': {
    status: 409,
    title: 'The car cannot do what is asked',
    resolution: 'contact_support',
    explanation: 'Its maker offers no reading or control of charging for this model.',
  },
  'authorization-refused': {
    status: 403,
    title: 'The driver said no at the carmaker',
    resolution: 'reconnect',
    explanation: 'Nothing was fetched. The driver may begin again at any time.',
  },
  'internal-error': {
    status: 500,
    title: 'Something failed on our side',
    resolution: 'contact_support',
    explanation: 'It has been logged under the trace id of the answer. Charging goes on as planned.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>

export type ProblemCode = keyof typeof PROBLEMS

/** Whether a code is in the catalogue. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}
