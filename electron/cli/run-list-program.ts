import { type Command, InvalidArgumentError, Option } from 'commander'
import { ending, type Means, parseLimit } from './command-parts.ts'
import { parseMoment } from './parse-moment.ts'

const statuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled']
const triggers = ['manual', 'cli', 'schedule', 'file', 'webhook', 'run', 'service', 'chat']

/** `niti runs`: the list of runs, and what is done with many of them. Answers the command, for those below it. */
export function addRunList(program: Command, { terminal, attempt }: Means): Command {
  const list = () => import('./run-list-commands.ts')
  const runs = program
    .command('runs')
    .enablePositionalOptions()
    .summary('list the newest runs, search them, and handle many at once')
    .description('Lists the newest runs, or those of them that fit all that is asked for.')
  withFilter(runs)
    .option('--json', 'print a JSON array')
    .option('-n, --limit <number>', 'how many, 200 at most', parseLimit, 20)
    .action((options) =>
      attempt(
        ending(async () => (await list()).runsCommand(terminal, options)),
        options,
      ),
    )
  const many = (name: 'remove' | 'cancel' | 'rerun', summary: string, description: string) =>
    withFilter(runs.command(name).summary(summary).description(description))
      .argument('[runs...]', 'their ids, as `niti runs` shows them; without any, all that fit the options')
      .option('-y, --yes', 'do it; without this it only says how many runs that is')
      .option('--json', 'print { runs } beforehand, and { done, refused } when it is done')
      .action((runIds: string[], options) =>
        attempt(async () => (await list()).manyCommand(terminal, name, { ...options, runIds }), options),
      )
  many(
    'remove',
    'remove runs with all they held',
    'Removes runs with their inputs, outputs and logs. What they cost stays in the costs. Those that have not ended are left.',
  )
  many('cancel', 'stop runs', 'Stops runs that have not ended, whichever program has them under way.')
  many(
    'rerun',
    'run again',
    'Runs them again with the same inputs, on the workflows as they are now: failed and cancelled ones from where they ended.',
  )
  return runs
}

function withFilter(command: Command): Command {
  return command
    .addOption(new Option('-s, --status <status>', 'only runs in this state').choices(statuses))
    .option('-w, --workflow <id>', 'only the runs of one workflow')
    .addOption(new Option('-t, --trigger <trigger>', 'only runs that this began').choices(triggers))
    .option('--agent <id>', 'only runs that this agent was at work in')
    .option('--integration <id>', 'only runs that called this service')
    .option('-m, --model <provider/model>', 'only runs that called this model')
    .option('--since <when>', 'only runs that began then or later: 24h, 7d, 2026-11-01', (text) => moment(text, 'from'))
    .option('--until <when>', 'only runs that began before; with a date, on that day or before', (text) =>
      moment(text, 'to'),
    )
    .option('--search <words>', 'only runs with these words in their name, inputs, outputs or errors')
}

function moment(text: string, end: 'from' | 'to'): number {
  const at = parseMoment(text, end, Date.now())
  if (at !== null) return at
  throw new InvalidArgumentError('It must be a time such as 30m, 24h, 7d, 2026-11-01 or 2026-11-01T14:30.')
}
