import type { Command } from 'commander'
import type { Means } from './command-parts.ts'

/** `niti health`. */
export function addHealth(program: Command, { terminal, attempt }: Means): void {
  program
    .command('health')
    .summary('say whether everything works')
    .description(
      'Looks at the database, the disk, the programs that are open, the queue, model providers, connections, the clock and ' +
        'backups. Works while the app is open. Exit code 1 where something is bad.',
    )
    .option('--now', 'also read the database from end to end')
    .option('--json', 'print one JSON object, as /health does')
    .action((options) =>
      attempt(async () => {
        const { healthCommand } = await import('./health-command.ts')
        return healthCommand(terminal, options)
      }, options),
    )
}
