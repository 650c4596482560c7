import { type Command, InvalidArgumentError } from 'commander'
import { ending, type Means } from './command-parts.ts'

/** `niti triggers`, `niti on` and `niti off`. */
export function addTriggers(program: Command, { terminal, attempt }: Means): void {
  const triggers = () => import('./trigger-commands.ts')
  const listed = program
    .command('triggers')
    // So that `--json` behind a command below is that command's.
    .enablePositionalOptions()
    .summary('list what begins runs by itself')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await triggers()).triggersCommand(terminal, options)),
        options,
      ),
    )
  addServiceTriggers(listed, { terminal, attempt })

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

/** `niti triggers deliveries|replay|setup|secret|public`: calls of services at triggers' addresses. */
function addServiceTriggers(listed: Command, { terminal, attempt }: Means): void {
  const commands = () => import('./service-trigger-commands.ts')
  const workflow = ['<workflow>', 'its id, as `niti workflows` shows it'] as const
  const node = ['<node>', 'the id of the trigger in the workflow'] as const
  listed
    .command('deliveries')
    .summary('list what came in at a trigger’s address, newest first')
    .argument(...workflow)
    .argument(...node)
    .option('--json', 'print a JSON array')
    .action((workflowId: string, id: string, options) =>
      attempt(
        ending(async () => (await commands()).deliveriesCommand(terminal, { workflowId, node: id, ...options })),
        options,
      ),
    )
  listed
    .command('replay')
    .summary('send a delivery through again, as if it came now')
    .argument('<delivery>', 'its number, as `niti triggers deliveries` shows it', parseDelivery)
    .option('--json', 'print the new delivery as one JSON object')
    .action((deliveryId: number, options) =>
      attempt(
        ending(async () => (await commands()).replayCommand(terminal, { deliveryId, ...options })),
        options,
      ),
    )
  listed
    .command('setup')
    .summary('say what to do where a trigger’s address is called from')
    .argument(...workflow)
    .argument(...node)
    .option('--json', 'print it as one JSON object')
    .action((workflowId: string, id: string, options) =>
      attempt(
        ending(async () => (await commands()).setupCommand(terminal, { workflowId, node: id, ...options })),
        options,
      ),
    )
  listed
    .command('secret')
    .summary(
      'set what proves calls at a trigger’s address, a webhook’s or a service’s: from NITI_WEBHOOK_SECRET, or stdin',
    )
    .argument(...workflow)
    .argument(...node)
    .option('--make', 'make one, and print it once')
    .option('--forget', 'forget it: no call is believed until another is set')
    .action((workflowId: string, id: string, options) =>
      attempt(ending(async () => (await commands()).secretCommand(terminal, { workflowId, node: id, ...options }))),
    )
  listed
    .command('public')
    .summary('say, or set, how services reach this computer')
    .option('--url <url>', 'the address that leads here; an empty one for none')
    .option('--tunnel <command>', 'the program that makes this computer reachable; `{port}` stands for the port')
    .option('--json', 'print it as one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).publicCommand(terminal, options)),
        options,
      ),
    )
}

function parseDelivery(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number.')
}
