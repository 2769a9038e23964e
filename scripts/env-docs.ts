import { envSchema, serverEnvSchema, type VariableName } from '../src/config/env.ts'
import { GROUPS, variables } from '../src/config/env-fields.ts'
import { isSecret, VARIABLE_NAMES } from '../src/config/settings.ts'

const TITLES: Readonly<Record<(typeof GROUPS)[number], string>> = {
  process: 'Process',
  database: 'Database and hints',
  keys: 'Keys',
  notice: 'Consent notice',
  control: 'Control',
  tesla: 'Tesla',
  smartcar: 'Smartcar',
  prices: 'Prices',
  sandbox: 'Sandbox',
}

/** Content of `.env.example`: every variable, commented out, so that the file as it stands is the sandbox. */
export function renderEnvExample(): string {
  return [
    '# Every variable of Ladeplan. With none of them set it runs as a sandbox; docs/reference/env.md says more.',
    '# Made from src/config/env.ts: npx tsx scripts/write-env-docs.ts',
    ...GROUPS.flatMap((group) => ['', `# ${TITLES[group]}`, ...namesOf(group).flatMap(exampleLines)]),
    '',
  ].join('\n')
}

/** Content of the reference page. */
export function renderEnvReference(): string {
  return [
    '# Environment variables',
    '',
    '<!-- Made from src/config/env.ts: npx tsx scripts/write-env-docs.ts -->',
    '',
    'With none of these set, Ladeplan runs as a sandbox: simulated cars, shipped prices, an embedded database. Only',
    '`PORT`, `HOST`, `LADEPLAN_LOG_LEVEL`, `LADEPLAN_DATA_DIRECTORY` and the sandbox’s own variables leave it a sandbox.',
    'Any other makes it a server, and a server demands every variable said to be demanded, and a database: `DATABASE_URL`',
    'or `LADEPLAN_DATA_DIRECTORY`, and client id and secret of at least one carmaker. What is missing or wrong is listed',
    'at start, all at once.',
    '',
    'A secret may be given in a file instead: `TESLA_CLIENT_SECRET_FILE=/run/secrets/tesla` in place of',
    '`TESLA_CLIENT_SECRET`. An empty value counts as not set. A name that begins with `LADEPLAN_` and is not listed here',
    'is refused.',
    ...GROUPS.flatMap((group) => ['', `## ${TITLES[group]}`, '', ...namesOf(group).flatMap(referenceLines)]),
    '',
  ].join('\n')
}

function namesOf(group: (typeof GROUPS)[number]): VariableName[] {
  return VARIABLE_NAMES.filter((name) => infoOf(name).group === group)
}

function exampleLines(name: VariableName): string[] {
  return [`# ${infoOf(name).about} ${remark(name)}`.trimEnd(), `# ${name}=${infoOf(name).example}`]
}

function referenceLines(name: VariableName): string[] {
  return [
    `- **\`${name}\`**${isSecret(name) ? ' (secret)' : ''}: ${infoOf(name).about} ${remark(name)}`.trimEnd(),
  ]
}

function remark(name: VariableName): string {
  const { otherwise } = infoOf(name)
  const demanded = serverEnvSchema.shape[name].safeParse(undefined).success ? [] : ['demanded in server mode']
  const fallback = defaultOf(name) ?? otherwise
  const all = [...demanded, ...(fallback === undefined ? [] : [`otherwise ${fallback}`])]
  return all.length === 0 ? '' : sentence(all.join('; '))
}

function defaultOf(name: VariableName): string | undefined {
  const value = envSchema.shape[name].safeParse(undefined).data
  return value === undefined || Array.isArray(value) ? undefined : String(value)
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function infoOf(name: VariableName) {
  const info = variables.get(envSchema.shape[name])
  if (info === undefined) throw new Error(`${name} is not described in src/config/env.ts`)
  return info
}
