import type { Command } from 'commander'
import { collect, ending, type Means, parsePriority } from './command-parts.ts'
import { addRunDetail } from './run-detail-program.ts'
import { addRunList } from './run-list-program.ts'

const runArgument = 'its id, as `niti runs` shows it'

/** The commands about runs of the app: beginning and ending them, their queue, and what they wait for. */
export function addRuns(program: Command, means: Means): void {
  addRunDetail(addRunList(program, means), means)
  addRunControl(program, means)
  addQueue(program, means)
  addWaits(program, means)
}

function addRunControl(program: Command, { terminal, attempt }: Means): void {
  const control = () => import('./run-control-commands.ts')
  program
    .command('start')
    .summary('queue a run of a workflow of the app')
    .description('Puts a run in the queue, for the app or `niti serve` to run, and prints its id.')
    .argument('<workflow>', 'its id, as `niti workflows` shows it')
    .option('-i, --input <name=value>', 'an input of the workflow; may be repeated', collect, [])
    .option('--inputs <file>', 'a JSON file with an object of inputs')
    .option('--priority <number>', 'from -100 to 100; higher goes first', parsePriority, 0)
    .option('--published', 'what is published instead of the draft')
    .option('--dry-run', 'the offline model answers for all others, and nothing outside is changed')
    .option('-m, --model <provider/model>', 'the model for nodes that say auto')
    .option('--json', 'print { runId, attended }')
    .action((workflow: string, options) =>
      attempt(async () => (await control()).startCommand(terminal, { ...options, workflow }), options),
    )

  program
    .command('status')
    .summary('say how a run stands')
    .argument('<run>', runArgument)
    .option('--json', 'print one JSON object, as `niti run --json` does')
    .action((run: string, options) =>
      attempt(async () => (await control()).statusCommand(terminal, { ...options, run }), options),
    )

  program
    .command('cancel')
    .summary('stop a run, whichever program has it under way')
    .argument('<run>', runArgument)
    .option('--json', 'print { runId, status }')
    .action((run: string, options) =>
      attempt(async () => (await control()).cancelCommand(terminal, { ...options, run }), options),
    )
}

function addQueue(program: Command, { terminal, attempt }: Means): void {
  const commands = () => import('./queue-commands.ts')
  const asJson = 'print { paused, runsAtOnce, underWay, waiting }'
  const queue = program
    .command('queue')
    .summary('show the runs that wait for their turn, and change their order')
    .option('--json', asJson)
    .action((options) =>
      attempt(
        ending(async () => (await commands()).queueCommand(terminal, options)),
        options,
      ),
    )
  const jsonOf = (options: { json?: boolean }) => ({ json: options.json ?? queue.opts().json })

  for (const [name, paused, summary] of [
    ['pause', true, 'begin nothing new until it is resumed'],
    ['resume', false, 'begin what waits'],
  ] as const) {
    queue
      .command(name)
      .summary(summary)
      .option('--json', asJson)
      .action((options) =>
        attempt(
          ending(async () => (await commands()).pauseCommand(terminal, { ...jsonOf(options), paused })),
          jsonOf(options),
        ),
      )
  }

  queue
    .command('drain')
    .summary('take out all that wait; they end as cancelled')
    .option('--json', 'print { removed }')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).drainCommand(terminal, jsonOf(options))),
        jsonOf(options),
      ),
    )

  queue
    .command('move')
    .summary('put a run before another, or at the very end')
    .argument('<run>', runArgument)
    .option('--before <run>', 'the run it goes before, whose priority it takes')
    .option('--json', asJson)
    .action((run: string, options) =>
      attempt(
        ending(async () =>
          (await commands()).moveCommand(terminal, { ...jsonOf(options), run, before: options.before }),
        ),
        jsonOf(options),
      ),
    )

  queue
    .command('priority')
    .summary('give a run another priority')
    .argument('<run>', runArgument)
    .argument('<priority>', 'from -100 to 100; higher goes first', parsePriority)
    .option('--json', asJson)
    .action((run: string, priority: number, options) =>
      attempt(
        ending(async () => (await commands()).priorityCommand(terminal, { ...jsonOf(options), run, priority })),
        jsonOf(options),
      ),
    )
}

function addWaits(program: Command, { terminal, attempt }: Means): void {
  const waits = () => import('./wait-commands.ts')
  program
    .command('waits')
    .summary('list what runs wait for: times, calls, answers')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await waits()).waitsCommand(terminal, options)),
        options,
      ),
    )

  program
    .command('answer')
    .summary('answer what a run asks')
    .argument('<wait>', 'its id, as `niti waits` shows it')
    .argument('<choice>', 'one of its choices')
    .option('-s, --set <name=value>', 'a field of its form; may be repeated', collect, [])
    .option('--comment <text>', 'a word about it')
    .action((waitId: string, choice: string, options) =>
      attempt(ending(async () => (await waits()).answerCommand(terminal, { ...options, waitId, choice }))),
    )

  program
    .command('skip')
    .summary('end a wait for a time or a call')
    .argument('<wait>', 'its id, as `niti waits` shows it')
    .action((waitId: string) => attempt(ending(async () => (await waits()).skipCommand(terminal, { waitId }))))
}
