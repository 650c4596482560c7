import type { Command } from 'commander'
import { collect, ending, type Means } from './command-parts.ts'

const secretsNote = `
What is secret is never an argument, as those are seen by every program on this machine. It is asked for, without being
shown; where nobody can be asked it comes from the environment (NITI_SECRET_ and the name, such as NITI_SECRET_TOKEN for
\`token\`), else from stdin: the whole of it where one thing is secret, a line each where there are more.`

const commands = () => import('./connection-commands.ts')

/** `niti integrations`, `niti connect` and `niti connections`: services, and people's accounts at them. */
export function addConnections(program: Command, means: Means): void {
  addIntegrations(program, means)
  addConnect(program, means)
  addAccounts(program, means)
}

function addIntegrations(program: Command, { terminal, attempt }: Means): void {
  const integrations = program
    .command('integrations')
    .summary('list the services Niti speaks to')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).integrationsCommand(terminal, options)),
        options,
      ),
    )
  integrations
    .command('show')
    .summary('what a service can do, and how to sign in to it')
    .argument('<integration>', 'its id, as `niti integrations` shows it')
    .option('--json', 'print one JSON object')
    .action((integrationId: string, options) =>
      attempt(
        ending(async () => (await commands()).showIntegrationCommand(terminal, { ...options, integrationId })),
        options,
      ),
    )
}

function addConnect(program: Command, { terminal, attempt }: Means): void {
  program
    .command('connect')
    .summary('sign in to a service')
    .description('Signs in to a service, tries it, and keeps what is secret sealed.')
    .argument('<integration>', 'its id, as `niti integrations` shows it')
    .option('--method <id>', 'the way to sign in; the first that `niti integrations show` lists unless told')
    .option('--field <name=value>', 'what the service has to be told besides; may be repeated', collect, [])
    .option('--title <text>', 'what the connection is called; the account’s name unless told')
    .option('--scope <scope>', 'what to ask for in place of the usual; may be repeated', collect, [])
    .option('--client-id <id>', 'of your own client, where the service wants one')
    .option('--again <connection>', 'sign in again to a connection there is')
    .option('--allow-private', 'the service may be on this machine or in its local network')
    .option('--no-browser', 'only print the address to open')
    .option('--json', 'print the connection as one JSON object')
    .addHelpText('after', secretsNote)
    .action((integrationId: string, options) =>
      attempt(
        ending(async () => (await commands()).connectCommand(terminal, { ...options, integrationId })),
        options,
      ),
    )
}

function addAccounts(program: Command, { terminal, attempt }: Means): void {
  const id = 'its id, as `niti connections` shows it'
  const connections = program
    .command('connections')
    .summary('list the accounts that are signed in')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).connectionsCommand(terminal, options)),
        options,
      ),
    )
  connections
    .command('test')
    .summary('ask the service whether a connection works; exit code 1 where it does not')
    .argument('<connection>', id)
    .option('--json', 'print the connection as one JSON object')
    .action((connectionId: string, options) =>
      attempt(async () => (await commands()).testConnectionCommand(terminal, { ...options, connectionId }), options),
    )
  connections
    .command('remove')
    .summary('give the access back, where the service can take it, and forget it')
    .argument('<connection>', id)
    .option('--forget-client', 'forget your own client at the service too')
    .option('--json', 'print { connectionId, revoked }')
    .action((connectionId: string, options) =>
      attempt(
        ending(async () => (await commands()).removeConnectionCommand(terminal, { ...options, connectionId })),
        options,
      ),
    )
}
