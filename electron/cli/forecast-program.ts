import type { Command } from 'commander'
import { collect, ending, type Means } from './command-parts.ts'

/** `niti forecast`. */
export function addForecast(program: Command, { terminal, attempt }: Means): void {
  program
    .command('forecast')
    .summary('say what a run would cost, without running anything')
    .description(
      'Says for each node that asks a model, and in total, what a run is expected to cost and the most it can: from the prompt as far as it is known, the limits on answers, and the last runs. Nothing is run.',
    )
    .argument('<workflow>', 'its id, as `niti workflows` shows it; or a *.niti.json file, or -')
    .argument('[inputs...]', 'more inputs as name=value')
    .option('-i, --input <name=value>', 'an input of the workflow; may be repeated', collect, [])
    .option('--inputs <file>', 'a JSON file with an object of inputs')
    .option('--published', 'what is published instead of the draft')
    .option('-m, --model <provider/model>', 'the model for nodes that say auto')
    .option('--start <node>', 'the start node to begin from, where there are several')
    .option('--up-to <node>', 'only this node and what leads to it (of a workflow of the app)')
    .option('--json', 'print one JSON object; money in micro-dollars')
    .action((workflow: string, more: string[], options) =>
      attempt(
        ending(async () => {
          const { forecastCommand } = await import('./forecast-command.ts')
          return forecastCommand(terminal, { ...options, workflow, input: [...options.input, ...more] })
        }),
        { json: options.json },
      ),
    )
}
