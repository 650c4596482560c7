import type { Command } from 'commander'
import { collect, ending, type Means } from './command-parts.ts'

const secretsNote = `
Examples:
  niti mcp add files -- npx -y @modelcontextprotocol/server-filesystem ~/notes
  niti mcp add tracker --url https://mcp.example.com/mcp --secret Authorization
  niti mcp add --config servers.json

What a secret is worth is never an argument, as those are seen by every program on this machine. It is asked for, without
being shown; where nobody can be asked it comes from the environment (NITI_SECRET_ and the name), else from stdin.`

const commands = () => import('./mcp-commands.ts')

/** `niti mcp`: servers whose tools agents and nodes may use. */
export function addMcp(program: Command, { terminal, attempt }: Means): void {
  const id = 'its id or name, as `niti mcp list` shows it'
  const mcp = program.command('mcp').summary('list, add and remove MCP servers, and see their tools')
  mcp
    .command('list')
    .summary('list the MCP servers')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).mcpServersCommand(terminal, options)),
        options,
      ),
    )
  mcp
    .command('add')
    .summary('add a server: a program on this machine, or an address')
    .argument('[name]', 'what it is called')
    .argument('[command...]', 'the program and its arguments, after --')
    .option('--url <url>', 'its address, where it is no program')
    .option('--allow-private', 'the address may be on this machine or in its local network')
    .option('--secret <name>', 'a variable of the program, or a header; may be repeated', collect, [])
    .option('--folder <path>', 'where the program starts')
    .option('--config <file>', 'all servers of a file with `mcpServers`; - for stdin')
    .option('--json', 'print what was added as a JSON array')
    .addHelpText('after', secretsNote)
    .passThroughOptions()
    .action((title: string | undefined, words: string[], options) =>
      attempt(
        ending(async () => (await commands()).addMcpCommand(terminal, { ...options, title, words })),
        options,
      ),
    )
  mcp
    .command('tools')
    .summary('start a server and list its tools; exit code 1 where it does not answer')
    .argument('<server>', id)
    .option('--json', 'print a JSON array, with the schema of each')
    .action((server: string, options) =>
      attempt(
        ending(async () => (await commands()).mcpToolsCommand(terminal, { ...options, server })),
        options,
      ),
    )
  mcp
    .command('remove')
    .summary('forget a server and its secrets')
    .argument('<server>', id)
    .option('--json', 'print { serverId }')
    .action((server: string, options) =>
      attempt(
        ending(async () => (await commands()).removeMcpCommand(terminal, { ...options, server })),
        options,
      ),
    )
}
