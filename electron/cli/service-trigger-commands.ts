import { text } from 'node:stream/consumers'
import type { WebhookDelivery } from '../../shared/contract/integrations.ts'
import { userError } from '../../shared/errors.ts'
import { formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type At = { workflowId: string; node: string }
type Json = { json?: boolean }

/** `niti triggers deliveries`: what came in at a trigger's address. */
export function deliveriesCommand(terminal: Terminal, { workflowId, node, json }: At & Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { deliveries } = await engine.client.integrations.deliveries({ workflowId, node })
    if (json) return `${JSON.stringify(deliveries)}\n`
    if (deliveries.length === 0) return 'Nothing came in yet.\n'
    return formatTextTable(deliveries, columns, terminal.paint)
  })
}

const columns: TextColumn<WebhookDelivery>[] = [
  { title: 'delivery', text: ({ deliveryId }) => String(deliveryId) },
  { title: 'came', text: ({ receivedAt }) => formatTime(receivedAt) },
  { title: 'outcome', text: ({ outcome }) => outcome },
  { title: 'bytes', text: ({ bytes }) => String(bytes) },
  { title: 'run', text: ({ runId }) => runId ?? '' },
  { title: 'why', text: ({ reason }) => reason ?? '', most: 80 },
]

/** `niti triggers replay`. */
export function replayCommand(terminal: Terminal, { deliveryId, json }: { deliveryId: number } & Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const delivery = await engine.client.integrations.replay({ deliveryId })
    if (json) return `${JSON.stringify(delivery)}\n`
    if (delivery.runId === null) return 'It is not what the trigger waits for: nothing began.\n'
    const waits = engine.hasQueueRunner() ? '' : ' It begins when Niti is running: `niti serve`, or the app.'
    return `Run ${delivery.runId} is in the queue.${waits}\n`
  })
}

/** `niti triggers setup`: what to do at the service, with the values to copy. */
export function setupCommand(terminal: Terminal, { workflowId, node, json }: At & Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const setup = await engine.client.triggers.webhookSetup({ workflowId, node })
    if (json) return `${JSON.stringify(setup)}\n`
    const { steps, values, secret } = setup
    const lines = [
      ...steps.map((step, index) => `${index + 1}. ${step}`),
      ...values.map(({ title, value }) => `${title}: ${value}`),
      ...(secret ? [`${secret.title}: ${secret.isSet ? 'set' : 'not set yet'}. ${secret.description}`] : []),
      ...(secret?.shown ? [`The service sent this; confirm it there: ${secret.shown}`] : []),
    ]
    return `${lines.join('\n')}\n`
  })
}

type SecretOptions = At & { make?: boolean; forget?: boolean }

/** `niti triggers secret`. */
export function secretCommand(terminal: Terminal, { workflowId, node, make, forget }: SecretOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { triggers } = engine.client
    if (forget) {
      await triggers.setSecret({ workflowId, node, secret: null })
      return 'It is forgotten.\n'
    }
    if (make) return `${(await triggers.setSecret({ workflowId, node })).made}\n`
    await triggers.setSecret({ workflowId, node, secret: await enteredSecret(terminal) })
    return 'It is kept, sealed.\n'
  })
}

/** Never an argument: those can be read by other programs, and stay in the shell's history. */
async function enteredSecret(terminal: Terminal, stdin: NodeJS.ReadStream = process.stdin): Promise<string> {
  const entered = terminal.env.NITI_WEBHOOK_SECRET ?? (stdin.isTTY ? '' : await text(stdin))
  if (entered.trim() !== '') return entered.trim()
  throw userError('trigger.no-secret', 'The secret is missing.', {
    hint: 'Put it into NITI_WEBHOOK_SECRET, pipe it in, or let one be made with --make.',
  })
}

type PublicOptions = { url?: string; tunnel?: string } & Json

/** `niti triggers public`: how services reach this computer. */
export function publicCommand(terminal: Terminal, { url, tunnel, json }: PublicOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { settings } = engine.client
    const { publicUrl, tunnelCommand } =
      url === undefined && tunnel === undefined
        ? await settings.get()
        : await settings.change({ publicUrl: url, tunnelCommand: tunnel })
    if (json) return `${JSON.stringify({ publicUrl, tunnelCommand })}\n`
    const none = 'none'
    return `Public address: ${publicUrl || none}\nTunnel: ${tunnelCommand || none}\n`
  })
}
