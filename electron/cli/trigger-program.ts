import type { Command } from 'commander'
import { ending, type Means } from './command-parts.ts'

/** `niti triggers`, `niti on` and `niti off`. */
export function addTriggers(program: Command, { terminal, attempt }: Means): void {
  const triggers = () => import('./trigger-commands.ts')
  program
    .command('triggers')
    .summary('list what begins runs by itself')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await triggers()).triggersCommand(terminal, options)),
        options,
      ),
    )

  for (const name of ['on', 'off'] as const) {
    program
      .command(name)
      .summary(`switch the triggers of a workflow ${name}`)
      .argument('<workflow>', 'its id, as `niti workflows` shows it')
      .action((workflow: string) =>
        attempt(ending(async () => (await triggers()).switchCommand(terminal, { workflow, on: name === 'on' }))),
      )
  }
}
