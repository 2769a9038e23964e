/** Problems with sites and their consumption; part of the catalogue. */
export const SITE_PROBLEMS = {
  'place-ambiguous': {
    status: 422,
    title: 'The place does not tell the site',
    resolution: 'fix_request',
    explanation:
      'Several bidding zones or grid companies are possible, or none is known. Each entry of "errors" says what to send along.',
  },
  'metering-point-refused': {
    status: 422,
    title: 'A metering point does not belong here',
    resolution: 'fix_request',
    explanation:
      'The id of a metering point leads to a household. It was not stored; send a reference of your own.',
  },
  'month-to-date-older': {
    status: 409,
    title: 'Something later is known of this month',
    resolution: 'fix_request',
    explanation:
      'Consumption of a month only grows. What is kept is of a later instant than what was sent; nothing was changed.',
  },
  'consumption-consent-missing': {
    status: 403,
    title: 'Nobody has agreed that consumption is read',
    resolution: 'fix_request',
    explanation:
      'It is a purpose of its own. Ask the driver, say so with PUT /v1/connections/{id}/consents/consumption, and send again.',
  },
} as const
