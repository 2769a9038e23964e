/** Problems with what carmakers send by themselves; part of the catalogue. */
export const WEBHOOK_PROBLEMS = {
  'webhook-not-signed': {
    status: 401,
    title: 'The message bears no valid signature',
    resolution: 'contact_support',
    explanation: 'Nothing of it was read. The secret here and at the carmaker have to be the same.',
  },
  'webhook-refused': {
    status: 400,
    title: 'The message cannot be taken',
    resolution: 'fix_request',
    explanation:
      'It is not of a known form, or is of more than five minutes ago, or a day if it was in store.',
  },
} as const
