import { type Command, Option } from 'commander'
import { ending, type Means } from './command-parts.ts'

const runArgument = 'its id, as `niti runs` shows it'

/** `niti runs logs|export|compare`: one run seen whole. */
export function addRunDetail(runs: Command, { terminal, attempt }: Means): void {
  const commands = () => import('./run-detail-commands.ts')
  // An option that `niti runs` has as well is taken by it where it stands before the command.
  const jsonOf = (options: { json?: boolean }) => ({ json: options.json ?? runs.opts().json })

  runs
    .command('logs')
    .summary('say what a run did, line by line')
    .argument('<run>', runArgument)
    .addOption(
      new Option('--level <level>', 'this level and those above it')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('debug'),
    )
    .option('--node <node>', 'only of this node, and of what is inside it')
    .option('-f, --follow', 'go on until the run is over')
    .option('--json', 'print one JSON object a line')
    .action((run: string, options) =>
      attempt(
        ending(async () => (await commands()).logsCommand(terminal, { ...options, ...jsonOf(options), run })),
        jsonOf(options),
      ),
    )

  runs
    .command('export')
    .summary('write a whole run for other programs')
    .argument('<run>', runArgument)
    .addOption(
      new Option('--format <format>', 'json: all of it; otlp: its traces as OpenTelemetry has them')
        .choices(['json', 'otlp'])
        .default('json'),
    )
    .option('-o, --out <file>', 'a file that is not there yet; stdout unless told')
    .option('--no-content', 'otlp: leave out what was said to models and tools, and by them')
    .action((run: string, options) =>
      attempt(ending(async () => (await commands()).exportCommand(terminal, { ...options, run }))),
    )

  runs
    .command('compare')
    .summary('say what differs between two runs')
    .argument('<a>', runArgument)
    .argument('<b>', 'the other')
    .option('--all', 'also the nodes that went the same way')
    .option('--json', 'print the whole comparison as one JSON object')
    .action((a: string, b: string, options) =>
      attempt(
        ending(async () => (await commands()).compareCommand(terminal, { ...options, ...jsonOf(options), a, b })),
        jsonOf(options),
      ),
    )
}
