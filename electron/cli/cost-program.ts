import { type Command, InvalidArgumentError, Option } from 'commander'
import { ending, type Means, parseCount } from './command-parts.ts'

const rangeHelp =
  'today, this-week, this-month, last-month, last-30-days, all ..., or two dates: 2026-11-01..2026-11-15'

/** `niti costs` and `niti costs compare`. */
export function addCosts(program: Command, { terminal, attempt }: Means): void {
  const commands = () => import('./cost-commands.ts')
  const costs = program
    .command('costs')
    .enablePositionalOptions()
    .summary('what models cost, and by what')
    .description('Sums of the ledger: every call of a model that was billed. Dry runs cost nothing and are left out.')
  withFilter(costs)
    .addOption(new Option('--by <what>', 'what to break it down by').choices(byChoices).default('model'))
    .option('--rows', 'the ledger itself, a row for each billed call')
    .option('-n, --limit <number>', 'how many rows the table shows, the newest; CSV and JSON have all', parseCount, 50)
    .option('--json', 'print the report, or with --rows the rows, as JSON')
    .option('--csv', 'print the breakdown, or with --rows the rows, as CSV')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).costsCommand(terminal, options)),
        options,
      ),
    )

  const compare = costs
    .command('compare')
    .summary('what the same calls would have cost with other models')
    .description('Prices the tokens of these calls with other models, at the prices of today. Nothing is called.')
    .requiredOption('--models <list>', 'such as openai/gpt-4o,gemini/gemini-2.5-flash', parseModels)
  withFilter(compare)
    .option('--json', 'print { actual, models } as one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).compareCommand(terminal, options)),
        options,
      ),
    )
}

const byChoices = ['model', 'workflow', 'provider', 'agent']

function withFilter(command: Command): Command {
  return command
    .option('-r, --range <range>', `${rangeHelp} (default: this-month; all with --run)`)
    .option('--run <id>', 'only the calls of one run')
    .option('-w, --workflow <id>', 'only the calls of one workflow')
    .option('-m, --model <provider/model>', 'only the calls of one model')
    .option('--provider <id>', 'only the calls of one provider')
    .option('--agent <id>', 'only the calls of one agent')
}

function parseModels(text: string): string[] {
  const models = text.split(',').map((model) => model.trim())
  if (models.every((model) => /^[^/]+\/.+$/.test(model))) return models
  throw new InvalidArgumentError('It must be models such as openai/gpt-4o, with commas between.')
}
