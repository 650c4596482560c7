import { type Command, InvalidArgumentError, Option } from 'commander'
import { collect, ending, type Means, parseCount } from './command-parts.ts'

const secretsNote = `
What is secret is never an argument, as those are seen by every program on this machine. It comes from the environment
(NITI_CHANNEL_PASSWORD, NITI_CHANNEL_KEY, NITI_CHANNEL_URL, NITI_CHANNEL_SECRET), or from stdin: one line, for a webhook
with a signing secret two (the address, then the secret).`

/** `niti channels`, `niti channel ...` and `niti deliveries`: where alerts go, and what became of them. */
export function addChannels(program: Command, means: Means): void {
  addLists(program, means)
  const channel = program.command('channel').summary('add, test, switch or remove a channel for alerts')
  const add = channel.command('add').summary('add a channel').description('Adds a place alerts go to.')
  addEmail(add, means)
  addServices(add, means)
  addWebhooks(add, means)
  addActions(channel, means)
}

const commands = () => import('./channel-commands.ts')

function addLists(program: Command, { terminal, attempt }: Means): void {
  program
    .command('channels')
    .summary('list where alerts go')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).channelsCommand(terminal, options)),
        options,
      ),
    )
  program
    .command('deliveries')
    .summary('list the alerts that were sent, and what became of them')
    .option('--failed', 'only those that were given up')
    .option('-n, --limit <number>', 'how many, 200 at most', parseCount, 20)
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).deliveriesCommand(terminal, options)),
        options,
      ),
    )
}

function addEmail(add: Command, { terminal, attempt }: Means): void {
  add
    .command('email')
    .summary('mail, through your own mail server')
    .requiredOption('--host <name>', 'the mail server (SMTP), such as smtp.example.com')
    .addOption(
      new Option('--security <kind>', 'tls from the first byte, starttls insisted on, or none')
        .choices(['tls', 'starttls', 'none'])
        .default('starttls'),
    )
    .option('--port <number>', 'its port (default: 587, with tls 465, with none 25)', parsePort)
    .option('--user <name>', 'who signs in; without it nobody does')
    .requiredOption('--from <address>', 'whom the mail is from')
    .requiredOption('--to <address>', 'who gets it; may be repeated', collect, [])
    .option('--name <name>', 'what the channel is called', 'Email')
    .option('--json', 'print the channel as one JSON object')
    .addHelpText('after', secretsNote)
    .action((options) =>
      attempt(
        ending(async () => (await commands()).addEmailCommand(terminal, options)),
        options,
      ),
    )
}

function addServices(add: Command, { terminal, attempt }: Means): void {
  add
    .command('sendgrid')
    .summary('mail, by SendGrid')
    .addOption(new Option('--region <region>', 'where the key is of').choices(['global', 'eu']).default('global'))
    .requiredOption('--from <address>', 'whom the mail is from: a sender that is verified there')
    .requiredOption('--to <address>', 'who gets it; may be repeated', collect, [])
    .option('--name <name>', 'what the channel is called', 'SendGrid')
    .option('--json', 'print the channel as one JSON object')
    .addHelpText('after', secretsNote)
    .action((options) =>
      attempt(
        ending(async () => (await commands()).addSendGridCommand(terminal, options)),
        options,
      ),
    )
  add
    .command('slack-app')
    .summary('a channel in Slack, through a connection of yours')
    .requiredOption('--connection <id>', 'the connection, as `niti connections` shows it')
    .requiredOption('--channel <id>', 'the ID of the channel, such as C024BE91L; the app has to be in it')
    .option('--channel-name <name>', 'what people call it')
    .option('--name <name>', 'what the channel is called here', 'Slack app')
    .option('--json', 'print the channel as one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).addSlackAppCommand(terminal, options)),
        options,
      ),
    )
}

function addWebhooks(add: Command, { terminal, attempt }: Means): void {
  add
    .command('slack')
    .summary('a channel in Slack, through an incoming webhook')
    .option('--name <name>', 'what the channel is called', 'Slack')
    .option('--json', 'print the channel as one JSON object')
    .addHelpText('after', secretsNote)
    .action((options) =>
      attempt(
        ending(async () => (await commands()).addWebhookCommand(terminal, { ...options, kind: 'slack' })),
        options,
      ),
    )
  add
    .command('webhook')
    .summary('any address that takes JSON')
    .option('--allow-private', 'the address may lead to this machine or its local network')
    .option('--name <name>', 'what the channel is called', 'Webhook')
    .option('--json', 'print the channel as one JSON object')
    .addHelpText('after', secretsNote)
    .action((options) =>
      attempt(
        ending(async () => (await commands()).addWebhookCommand(terminal, { ...options, kind: 'webhook' })),
        options,
      ),
    )
}

function addActions(channel: Command, { terminal, attempt }: Means): void {
  const id = 'its id, as `niti channels` shows it'
  channel
    .command('test')
    .summary('send a test through a channel, and say what the other side answered')
    .argument('<channel>', id)
    .action((channelId: string) =>
      attempt(ending(async () => (await commands()).testChannelCommand(terminal, channelId))),
    )
  for (const [name, isOn] of [
    ['on', true],
    ['off', false],
  ] as const) {
    channel
      .command(name)
      .summary(`switch a channel ${name}`)
      .argument('<channel>', id)
      .action((channelId: string) =>
        attempt(ending(async () => (await commands()).switchChannelCommand(terminal, { channelId, isOn }))),
      )
  }
  channel
    .command('remove')
    .summary('remove a channel')
    .argument('<channel>', id)
    .action((channelId: string) =>
      attempt(ending(async () => (await commands()).removeChannelCommand(terminal, channelId))),
    )
  channel
    .command('retry')
    .summary('send an alert again that did not arrive')
    .argument('<delivery>', 'its number, as `niti deliveries` shows it', parseCount)
    .action((deliveryId: number) =>
      attempt(ending(async () => (await commands()).retryDeliveryCommand(terminal, deliveryId))),
    )
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 1 to 65535.')
}
