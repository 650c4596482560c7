import type { Command } from 'commander'
import { ending, type Means } from './command-parts.ts'

/** `niti backup` and what it can do; `niti restore` stands with the versions, whose name it shares. */
export function addBackups(program: Command, { attempt, terminal }: Means): void {
  const commands = () => import('./backup-commands.ts')
  const backup = program
    .command('backup')
    .summary('back up the database, and look after backups')
    .description('Writes a backup of the database and reads it back. Niti may be open meanwhile.')
    .option('--to <file>', 'write it to this file instead of the folder of backups')
    .option('--json', 'print the backup as one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).backupCommand(terminal, options)),
        options,
      ),
    )
  backup
    .command('list')
    .summary('list the backups, newest first')
    .option('--json', 'print a JSON array')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals()
      return attempt(
        ending(async () => (await commands()).listBackupsCommand(terminal, options)),
        options,
      )
    })
  backup
    .command('verify')
    .summary('read a backup again and say whether it is whole')
    .argument('<name>', 'as `niti backup list` shows it')
    .option('--json', 'print the backup as one JSON object')
    .action((name: string, _, command: Command) => {
      const options = command.optsWithGlobals()
      return attempt(async () => (await commands()).verifyBackupCommand(terminal, { ...options, name }), options)
    })
  backup
    .command('remove')
    .summary('delete a backup')
    .argument('<name>', 'as `niti backup list` shows it')
    .action((name: string) => attempt(ending(async () => (await commands()).removeBackupCommand(terminal, { name }))))
}
