import { type Command, InvalidArgumentError } from 'commander'
import { collect, ending, type Means } from './command-parts.ts'

/**
 * The commands and their options. Each loads its own part when it is called: `niti --help` never waits for the engine,
 * nor `niti run` for the web host.
 */
export function addCommands(program: Command, means: Means): void {
  addRun(program, means)
  addValidate(program, means)
  addDemo(program, means)
  addServe(program, means)
  addLists(program, means)
  addImport(program, means)
  addExport(program, means)
  addVersions(program, means)
}

function addRun(program: Command, { terminal, attempt }: Means): void {
  program
    .command('run')
    .summary('run a workflow file')
    .description('Runs a workflow file, "-" meaning stdin, and shows each node as it goes on.')
    .argument('<file>', 'a *.niti.json file, or -')
    .argument('[inputs...]', 'more inputs as name=value')
    .option('-i, --input <name=value>', 'an input of the workflow; may be repeated', collect, [])
    .option('--inputs <file>', 'a JSON file with an object of inputs')
    .option('--json', 'print one JSON object when it has ended')
    .option('--events', 'print each event as a line of JSON as it happens')
    .option('-m, --model <provider/model>', 'the model for nodes that say auto')
    .option('--files-dir <folder>', 'where relative paths in nodes start (default: the current folder)')
    .option('--start <node>', 'the start node to begin from, where there are several')
    .option(
      '--dry-run',
      'the offline model answers for all others, nothing outside is changed; says what it would cost',
    )
    .action((file: string, more: string[], options) => {
      const work = async () => {
        const { runCommand } = await import('./run-command.ts')
        return runCommand(terminal, { ...options, file, input: [...options.input, ...more] })
      }
      return attempt(work, { file: nameOf(file), json: options.json })
    })
}

function addValidate(program: Command, { terminal, attempt }: Means): void {
  program
    .command('validate')
    .summary('check a workflow file without running it')
    .description('Says what is wrong with a workflow file. Nothing is run.')
    .argument('<file>', 'a *.niti.json file, or -')
    .option('--json', 'print one JSON object: { file, valid, issues }')
    .action((file: string, options) => {
      const work = async () => {
        const { validateCommand } = await import('./validate-command.ts')
        return validateCommand(terminal, { ...options, file })
      }
      return attempt(work, { file: nameOf(file), json: options.json })
    })
}

function addDemo(program: Command, { terminal, attempt }: Means): void {
  program
    .command('demo')
    .summary('run the example digest with the offline demo model')
    .description('Summarises the documents of this program with the offline demo model: no key, no network, no cost.')
    .action(() =>
      attempt(async () => {
        const { demoCommand } = await import('./demo-command.ts')
        return demoCommand(terminal)
      }),
    )
}

function addServe(program: Command, { terminal, attempt }: Means): void {
  program
    .command('serve')
    .summary('open the app in a browser, on this machine only')
    .description('Serves the app on 127.0.0.1, for this machine alone, until Ctrl+C.')
    .option('-p, --port <number>', 'the port; a free one without it', parsePort, 0)
    .option('--json', 'print { url, port, pid, dataDir, webhooks? } as one line')
    .option('--open', 'open it in a browser')
    .action((options) =>
      attempt(async () => {
        const [{ serve }, { dataDirOf }] = await Promise.all([import('./serve/serve.ts'), import('./place.ts')])
        const { port, json = false, open = false } = options
        return serve({ port, json, open, dataDir: dataDirOf(terminal), env: terminal.env })
      }),
    )
}

function addLists(program: Command, { terminal, attempt }: Means): void {
  const lists = () => import('./list-commands.ts')
  program
    .command('nodes')
    .summary('list the node types')
    .option('--json', 'print the whole catalogue as JSON')
    .action((options) =>
      attempt(
        ending(async () => (await lists()).nodesCommand(terminal, options)),
        options,
      ),
    )

  program
    .command('runs')
    .summary('list the newest runs')
    .option('--json', 'print a JSON array')
    .option('-n, --limit <number>', 'how many, 200 at most', parseLimit, 20)
    .option('-w, --workflow <id>', 'only the runs of one workflow')
    .action((options) =>
      attempt(
        ending(async () => (await lists()).runsCommand(terminal, options)),
        options,
      ),
    )

  program
    .command('workflows')
    .summary('list the workflows of the app')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await lists()).workflowsCommand(terminal, options)),
        options,
      ),
    )
}

function addImport(program: Command, { terminal, attempt }: Means): void {
  program
    .command('import')
    .summary('keep a workflow file in the app')
    .argument('<file>', 'a *.niti.json file, or -')
    .option('--json', 'print { workflowId }')
    .action((file: string, options) => {
      const work = ending(async () => {
        const { importCommand } = await import('./exchange-commands.ts')
        await importCommand(terminal, { ...options, file })
      })
      return attempt(work, { file: nameOf(file), json: options.json })
    })
}

function addExport(program: Command, { terminal, attempt }: Means): void {
  program
    .command('export')
    .summary("print a workflow of the app as a file's text")
    .argument('<workflow>', 'its id, as `niti workflows` shows it')
    .option('-o, --output <file>', 'write it to this file instead')
    .action((workflow: string, options) => {
      const work = ending(async () => {
        const { exportCommand } = await import('./exchange-commands.ts')
        await exportCommand(terminal, { ...options, workflow })
      })
      return attempt(work)
    })
}

function addVersions(program: Command, { terminal, attempt }: Means): void {
  const versions = () => import('./version-commands.ts')
  const workflowArgument = 'its id, as `niti workflows` shows it'
  program
    .command('history')
    .summary('list the versions of a workflow')
    .argument('<workflow>', workflowArgument)
    .option('--json', 'print a JSON array')
    .option('-n, --limit <number>', 'how many, 200 at most', parseLimit, 20)
    .action((workflow: string, options) =>
      attempt(
        ending(async () => (await versions()).historyCommand(terminal, { ...options, workflow })),
        options,
      ),
    )

  program
    .command('diff')
    .summary('say what is different between two versions of a workflow')
    .argument('<workflow>', workflowArgument)
    .argument('<from>', 'a version, as `niti history` shows it')
    .argument('[to]', 'another one; the draft without it')
    .option('--json', 'print the differences as one JSON object')
    .action((workflow: string, from: string, to: string | undefined, options) =>
      attempt(
        ending(async () => (await versions()).diffCommand(terminal, { ...options, workflow, from, to })),
        options,
      ),
    )

  program
    .command('publish')
    .summary('make the draft of a workflow what triggers run')
    .argument('<workflow>', workflowArgument)
    .option('--note <text>', 'what is new in it')
    .option('--json', 'print { version, publishedAt, hasUnpublishedChanges }')
    .action((workflow: string, options) =>
      attempt(
        ending(async () => (await versions()).publishCommand(terminal, { ...options, workflow })),
        options,
      ),
    )

  program
    .command('restore')
    .summary('go back to a backup, or to an older version of a workflow')
    .description(
      'With a backup: puts it in the place of the database, which is kept, while Niti is closed. With a workflow and a ' +
        'version: makes that version its draft. What the draft was is kept as a version; nothing is lost.',
    )
    .argument('<backup|workflow>', 'as `niti backup list` shows it, or a file; or a workflow, as `niti workflows` does')
    .argument('[version]', 'of a workflow: its number, as `niti history` shows it')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print { restored, kept }')
    .action((what: string, version: string | undefined, options) =>
      attempt(
        ending(async () => {
          if (version !== undefined) return (await versions()).restoreCommand(terminal, { workflow: what, version })
          const { restoreBackupCommand } = await import('./backup-commands.ts')
          return restoreBackupCommand(terminal, { ...options, backup: what })
        }),
        options,
      ),
    )
}

function nameOf(file: string): string {
  return file === '-' ? 'stdin' : file
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 0 to 65535.')
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 200) return limit
  throw new InvalidArgumentError('It must be a number from 1 to 200.')
}
