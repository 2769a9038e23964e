import { BRANDS } from '../src/carmakers/registry.ts'
import { serverEnvSchema } from '../src/config/env.ts'
import { GROUPS } from '../src/config/env-fields.ts'
import { knownVariables, type KnownVariable } from '../src/config/known-variables.ts'

const TITLES: Readonly<Record<Exclude<(typeof GROUPS)[number], 'carmaker'>, string>> = {
  process: 'Process',
  database: 'Database and hints',
  keys: 'Keys',
  notice: 'Consent notice',
  control: 'Control',
  prices: 'Prices',
  sandbox: 'Sandbox',
}

const ALL: readonly KnownVariable[] = [...knownVariables(BRANDS).values()]

/** What a heading stands over; each carmaker has one of its own. */
const SECTIONS = GROUPS.flatMap((group) =>
  group === 'carmaker'
    ? Object.entries(BRANDS).map(([name, { label }]) => ({
        title: label,
        variables: ALL.filter(({ brand }) => brand === name),
      }))
    : [{ title: TITLES[group], variables: ALL.filter((variable) => variable.group === group) }],
)

/** Content of `.env.example`: every variable, commented out, so that the file as it stands is the sandbox. */
export function renderEnvExample(): string {
  return [
    '# Every variable of Ladeplan. With none of them set it runs as a sandbox; docs/reference/env.md says more.',
    '# Made from src/config/env.ts and src/carmakers/*/settings.ts: npx tsx scripts/write-env-docs.ts',
    ...SECTIONS.flatMap(({ title, variables }) => ['', `# ${title}`, ...variables.flatMap(exampleLines)]),
    '',
  ].join('\n')
}

/** Content of the reference page. */
export function renderEnvReference(): string {
  return [
    '# Environment variables',
    '',
    '<!-- Made from src/config/env.ts and src/carmakers/*/settings.ts: npx tsx scripts/write-env-docs.ts -->',
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
    ...SECTIONS.flatMap(({ title, variables }) => [
      '',
      `## ${title}`,
      '',
      ...variables.flatMap(referenceLines),
    ]),
    '',
  ].join('\n')
}

function exampleLines(variable: KnownVariable): string[] {
  const { name, about, example } = variable
  return [`# ${about} ${remark(variable)}`.trimEnd(), `# ${name}=${example}`]
}

function referenceLines(variable: KnownVariable): string[] {
  const { name, about, secret } = variable
  return [`- **\`${name}\`**${secret === true ? ' (secret)' : ''}: ${about} ${remark(variable)}`.trimEnd()]
}

function remark({ name, schema, otherwise }: KnownVariable): string {
  const demanded = DEMANDED.has(name) ? ['demanded in server mode'] : []
  const fallback = defaultOf(schema) ?? otherwise
  const all = [...demanded, ...(fallback === undefined ? [] : [`otherwise ${fallback}`])]
  return all.length === 0 ? '' : sentence(all.join('; '))
}

const DEMANDED = new Set(
  Object.entries(serverEnvSchema.shape).flatMap(([name, schema]) =>
    schema.safeParse(undefined).success ? [] : [name],
  ),
)

function defaultOf(schema: KnownVariable['schema']): string | undefined {
  const value = schema.safeParse(undefined).data
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
