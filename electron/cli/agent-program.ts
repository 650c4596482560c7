import type { Command } from 'commander'
import { ending, type Means } from './command-parts.ts'

const agentArgument = 'its id or its name, as `niti agents` shows them'

/** `niti agents`, and `niti agent` with what can be done to one. */
export function addAgents(program: Command, { terminal, attempt }: Means): void {
  const agents = () => import('./agent-commands.ts')
  program
    .command('agents')
    .summary('list the agents')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await agents()).agentsCommand(terminal, options)),
        options,
      ),
    )

  const agent = program.command('agent').summary('ask, show, publish, import, export or remove an agent')
  agent
    .command('ask')
    .summary('give an agent a task and wait for its answer')
    .description('Runs the published version; what it asks to be allowed is asked here. Exit codes as of `niti run`.')
    .argument('<agent>', agentArgument)
    .argument('<task>', 'what it is to do')
    .option('--draft', 'ask the draft instead of what is published')
    .option('-m, --model <provider/model>', 'the model where the agent says auto')
    .option('--json', 'print one JSON object, as `niti run --json` does')
    .option('--events', 'print each event as a line of JSON')
    .action((name: string, task: string, options) =>
      attempt(async () => (await agents()).askAgentCommand(terminal, { ...options, agent: name, task }), options),
    )
  agent
    .command('show')
    .summary('print an agent with where it is used, as JSON')
    .argument('<agent>', agentArgument)
    .action((name: string) => attempt(ending(async () => (await agents()).showAgentCommand(terminal, { agent: name }))))
  agent
    .command('publish')
    .summary('let its draft be what runs')
    .argument('<agent>', agentArgument)
    .option('--note <text>', 'what is new', '')
    .action((name: string, options) =>
      attempt(ending(async () => (await agents()).publishAgentCommand(terminal, { ...options, agent: name }))),
    )
  agent
    .command('import')
    .summary('bring an agent in from its file')
    .argument('<file>', 'an *.agent.json file; - is stdin')
    .option('--publish', 'let it run at once')
    .option('--json', 'print { agentId }')
    .action((file: string, options) =>
      attempt(
        ending(async () => (await agents()).importAgentCommand(terminal, { ...options, file })),
        { ...options, file },
      ),
    )
  agent
    .command('export')
    .summary('print an agent as a file')
    .argument('<agent>', agentArgument)
    .option('-o, --output <file>', 'write it there; nothing that is there is overwritten')
    .action((name: string, options) =>
      attempt(ending(async () => (await agents()).exportAgentCommand(terminal, { ...options, agent: name }))),
    )
  agent
    .command('remove')
    .summary('remove an agent')
    .argument('<agent>', agentArgument)
    .option('--even', 'even where workflows or other agents use it')
    .action((name: string, options) =>
      attempt(ending(async () => (await agents()).removeAgentCommand(terminal, { ...options, agent: name }))),
    )
}
