/** Problems of a connection that is being confirmed; part of the catalogue. */
export const CONNECTION_PROBLEMS = {
  'token-unreadable': {
    status: 503,
    title: 'What is stored of the access to the carmaker cannot be read',
    resolution: 'reconnect',
    explanation: 'Tokens or the key that opens them are damaged in the database. Connect again.',
  },
  'nothing-to-confirm': {
    status: 409,
    title: 'No sign-in waits for this code',
    resolution: 'reconnect',
    explanation:
      'It was confirmed already, or nobody confirmed it within ten minutes and it was given back. Read the connection; if it is not connected, begin again from the app.',
  },
  'another-account': {
    status: 409,
    title: 'The account has none of the cars of this connection',
    resolution: 'reconnect',
    explanation:
      'A connection is renewed with the account that has its cars. If they are sold, the driver withdraws it and connects anew.',
  },
  'confirmation-refused': {
    status: 403,
    title: 'Another driver is signed in to the app',
    resolution: 'reconnect',
    explanation:
      'A connection is confirmed by the driver who began it. Nothing was connected, and the permission is given back to the carmaker.',
  },
} as const
