import process from 'node:process'
import { PortTakenError } from './cli/listen.ts'
import { runServer } from './cli/run-server.ts'
import { runSandbox } from './cli/sandbox/run-sandbox.ts'
import { stopWhenTold } from './cli/stop-when-told.ts'
import { VERSION } from './cli/version.ts'
import { ConfigError } from './config/config-error.ts'
import { readConfiguration } from './cli/configuration.ts'
import { FolderLockedError } from './database/folder-lock.ts'
import { KeyFileError } from './keys/key-encryption-key.ts'
import { TariffDataError } from './tariffs/tariff-file.ts'
import { WrongKeyError } from './keys/open-keys.ts'
import { createObservability } from './observability/observability.ts'

const EXIT_CONFIG = 78

try {
  await start()
} catch (error) {
  const mendable =
    error instanceof ConfigError ||
    error instanceof FolderLockedError ||
    error instanceof KeyFileError ||
    error instanceof WrongKeyError ||
    error instanceof PortTakenError ||
    error instanceof TariffDataError
  if (!mendable) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = EXIT_CONFIG
}

/** Starts whatever the environment describes, and stops it when told to. */
async function start(): Promise<void> {
  const { config, secrets } = readConfiguration(process.env)
  const { mode } = config
  if (mode.kind === 'server') {
    const observability = createObservability({ level: config.logLevel, version: VERSION })
    const server = await runServer({ ...config, mode }, secrets, observability)
    observability.events.serviceStarted({
      mode: mode.kind,
      role: config.role,
      database: config.database.kind,
    })
    stopWhenTold(process, observability.events, () => server.close())
    return
  }
  process.stdout.write('Ladeplan sandbox: starting the embedded database …\n')
  const directory = config.database.kind === 'embedded' ? config.database.directory : '.ladeplan'
  const destination = `${directory}/service.log`
  const observability = createObservability({ level: config.logLevel, destination, version: VERSION })
  const sandbox = await runSandbox({ ...config, mode }, observability)
  process.stdout.write(sandboxGreeting(sandbox.publicUrl, sandbox.simulatorUrl, directory))
  observability.events.serviceStarted({ mode: mode.kind, role: config.role, database: config.database.kind })
  stopWhenTold(process, observability.events, async () => {
    await sandbox.close()
    return undefined
  })
}

function sandboxGreeting(publicUrl: URL, simulatorUrl: string, directory: string): string {
  return [
    '',
    `  Ladeplan            ${publicUrl.href}`,
    `  simulated carmaker  ${simulatorUrl}`,
    '  API key             lp_test_demo',
    `  kept in             ${directory} (delete it to begin anew)`,
    '',
    'Nothing is real here but the prices. Ctrl-C stops it.',
    '',
  ].join('\n')
}
