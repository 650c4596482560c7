import type { Command } from 'commander'
import { ending, type Means, parseCount } from './command-parts.ts'

/** `niti storage` and what it can do. */
export function addStorage(program: Command, { attempt, terminal }: Means): void {
  const commands = () => import('./storage-commands.ts')
  const storage = program
    .command('storage')
    .summary('say what takes room, and free it')
    .description('Says what takes room in the data folder.')
    .option('--json', 'print one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).storageCommand(terminal, options)),
        options,
      ),
    )
  storage
    .command('clean')
    .summary('remove what older runs left behind')
    .description(
      'Removes what finished runs left behind; their costs stay. Without a limit, those in force are applied.',
    )
    .option('--days <number>', 'keep runs that ended in the last days', parseCount)
    .option('--runs <number>', 'keep this many of the newest runs of each workflow', parseCount)
    .option('-w, --workflow <id>', 'only the runs of one workflow')
    .option('--dry-run', 'say what would be removed, and leave it')
    .option('--json', 'print { runs, bytes }')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals()
      return attempt(
        ending(async () => (await commands()).cleanCommand(terminal, options)),
        options,
      )
    })
  storage
    .command('compact')
    .summary('give room that is not in use back to the disk')
    .option('--json', 'print { bytes }')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals()
      return attempt(
        ending(async () => (await commands()).compactCommand(terminal, options)),
        options,
      )
    })
}
