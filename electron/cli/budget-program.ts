import { type Command, InvalidArgumentError, Option } from 'commander'
import { ending, type Means } from './command-parts.ts'

/** `niti budgets`, `niti budget set` and `niti budget remove`. */
export function addBudgets(program: Command, { terminal, attempt }: Means): void {
  const budgets = () => import('./budget-commands.ts')
  program
    .command('budgets')
    .summary('list the budgets and what is spent of them')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await budgets()).budgetsCommand(terminal, options)),
        options,
      ),
    )

  const budget = program.command('budget').summary('set or remove a budget')
  budget
    .command('set')
    .summary('set the limit of a budget')
    .description('Makes a budget, or changes the one there is for the same scope and period. It is never exceeded.')
    .argument('<scope>', 'run, all, workflow:<id>, agent:<id>, provider:<id> or model:<provider/model>')
    .argument('<limit>', 'in dollars, such as 5, or in tokens, such as 200000tokens; both as 5,1Mtokens')
    .addOption(
      new Option('--period <period>', 'run for each single run (default: month)').choices([
        'run',
        'day',
        'week',
        'month',
        'total',
      ]),
    )
    .addOption(
      new Option('--on-exceed <what>', 'what a node does whose call does not fit (default: pause)').choices([
        'pause',
        'fail',
      ]),
    )
    .option('--cheaper <provider/model>', 'a model to ask instead where a call does not fit; "" for none')
    .option('--thresholds <list>', 'per cent at which to alert, such as 50,80,100', parseThresholds)
    .option('--json', 'print the budget as one JSON object')
    .action((scope: string, limit: string, options) =>
      attempt(
        ending(async () => (await budgets()).setBudgetCommand(terminal, { ...options, scope, limit })),
        options,
      ),
    )

  budget
    .command('remove')
    .summary('remove a budget')
    .argument('<budget>', 'its id, as `niti budgets` shows it')
    .action((budgetId: string) =>
      attempt(ending(async () => (await budgets()).removeBudgetCommand(terminal, budgetId))),
    )
}

function parseThresholds(text: string): number[] {
  const thresholds = text.split(',').map((part) => Number(part.trim()))
  if (thresholds.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 1_000)) return thresholds
  throw new InvalidArgumentError('It must be whole per cent with commas between, such as 50,80,100.')
}
