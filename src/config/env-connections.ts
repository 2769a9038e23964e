import { oneOf, returnAddress, text, variables } from './env-fields.ts'

/** How drivers come back to the app, and what their keys are wrapped under. */
export const connectionVariables = {
  LADEPLAN_RETURN_URL: returnAddress.optional().register(variables, {
    group: 'process',
    about:
      'Address in the app to which a driver comes back from the carmaker, with what came of it; the app then confirms the connection.',
    example: 'https://app.example.no/charging/connected',
    otherwise: 'the sandbox shows a page of its own',
  }),
  LADEPLAN_FIRST_TEST_CHARGE: oneOf(['on', 'off']).default('on').register(variables, {
    group: 'process',
    about:
      'Whether a car is stopped and started once, when it is first plugged in at home with time to spare, to prove that it obeys.',
    example: 'off',
  }),
  LADEPLAN_KEY_FILE: text.optional().register(variables, {
    group: 'keys',
    about:
      'File with the key that wraps every driver key: 32 bytes as base64url, readable by the service alone.',
    example: '/run/secrets/ladeplan-key',
    otherwise: 'the sandbox makes one in its data directory',
  }),
  LADEPLAN_SECOND_KEY_FILE: text.optional().register(variables, {
    group: 'keys',
    about:
      'Another key, of the same form, while the key is changed: what it wraps can be read, and is wrapped anew under LADEPLAN_KEY_FILE.',
    example: '/run/secrets/ladeplan-key-before',
    otherwise: 'there is one key',
  }),
}
