import type {
  Capability,
  IntegrationDetail,
  IntegrationSummary,
  SignInMethod,
} from '../../shared/catalog/integration.ts'
import type { Connection } from '../../shared/contract/integrations.ts'
import { userError } from '../../shared/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { enteredSecrets } from './entered-secrets.ts'
import { exitCode } from './exit-code.ts'
import { countOf, formatTime } from './format.ts'
import { listenForInterrupts } from './interrupts.ts'
import { openEngine, withEngine } from './open-engine.ts'
import { openInBrowser } from './serve/open-browser.ts'
import type { Paint, Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'
import { printable } from './text-width.ts'

type Json = { json?: boolean }

/** `niti integrations`. */
export function integrationsCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const integrations = await engine.client.integrations.list()
    return json
      ? `${JSON.stringify(integrations)}\n`
      : formatTextTable(integrations, integrationColumns, terminal.paint)
  })
}

const integrationColumns: TextColumn<IntegrationSummary>[] = [
  { title: 'integration', text: ({ id }) => id },
  { title: 'category', text: ({ category }) => category },
  { title: 'actions', align: 'right', text: ({ actions }) => String(actions) },
  { title: 'triggers', align: 'right', text: ({ triggers }) => String(triggers) },
  { title: 'connected', text: connectedText },
  { title: 'what it does', text: ({ summary }) => summary },
]

function connectedText({ open, connections: { working, broken } }: IntegrationSummary): string {
  if (working + broken === 0) return open ? 'not needed' : 'no'
  return broken === 0 ? String(working) : `${working}, ${broken} broken`
}

/** `niti integrations show`. */
export function showIntegrationCommand(terminal: Terminal, wish: Json & { integrationId: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const detail = await engine.client.integrations.get({ integrationId: wish.integrationId })
    return wish.json ? `${JSON.stringify(detail)}\n` : formatDetail(detail, terminal.paint)
  })
}

function formatDetail(detail: IntegrationDetail, paint: Paint): string {
  const { title, summary, docsUrl, hosts, methods, actionList, triggerList, limits } = detail
  const heading = (text: string) => `\n${paint('bold', text)}\n`
  const lines = (texts: string[]) => texts.map((text) => `  ${printable(text)}\n`).join('')
  const capabilities = (list: Capability[]) => lines(list.map((one) => `${one.nodeType}: ${one.summary}`))
  return [
    `${paint('bold', printable(title))}\n${printable(summary)}\n`,
    heading('Sign in'),
    ...(methods.length === 0
      ? [lines(['No sign-in is needed.'])]
      : methods.map((method) => formatMethod(detail.id, method))),
    heading('Actions'),
    capabilities(actionList),
    ...(triggerList.length > 0 ? [heading('Triggers'), capabilities(triggerList)] : []),
    ...(limits.length > 0 ? [heading('Limits'), lines(limits)] : []),
    heading('More'),
    lines([`Its documentation: ${docsUrl}`, `Credentials go to: ${hosts.join(', ')}`]),
  ].join('')
}

function formatMethod(
  integrationId: string,
  { id, title, summary, setup, setupUrl, fields, oauth }: SignInMethod,
): string {
  const steps = setup.map((step, index) => `    ${index + 1}. ${printable(fillIn(step, oauth))}\n`).join('')
  const plain = fields.filter(({ secret }) => !secret)
  const options = plain.map(({ name, required }) => ` ${required ? '' : '['}--field ${name}=…${required ? '' : ']'}`)
  return [
    `  ${printable(title)}${summary ? `: ${printable(summary)}` : ''}\n`,
    steps,
    ...(setupUrl === null ? [] : [`    ${printable(setupUrl)}\n`]),
    `    niti connect ${integrationId} --method ${id}${options.join('')}\n`,
  ].join('')
}

function fillIn(step: string, oauth: SignInMethod['oauth']): string {
  const scopes = oauth?.scopes.filter(({ isDefault }) => isDefault).map(({ scope }) => scope) ?? []
  return step.replaceAll('{redirectUrl}', oauth?.redirectUrl ?? '').replaceAll('{scopes}', scopes.join(' '))
}

export type ConnectOptions = Json & {
  integrationId: string
  method?: string
  field: string[]
  title?: string
  scope: string[]
  clientId?: string
  again?: string
  allowPrivate?: boolean
  browser?: boolean
}

/** `niti connect`. */
export async function connectCommand(terminal: Terminal, options: ConnectOptions): Promise<void> {
  const openUrl = (url: string) => openInBrowser(url, { platform: process.platform, env: terminal.env })
  const { engine, close } = await openEngine(terminal, options.browser === false ? {} : { openUrl })
  const leaving = new AbortController()
  const stopListening = listenForInterrupts({
    onFirst: () => leaving.abort(),
    onSecond: () => process.exit(exitCode.cancelled),
  })
  try {
    const connection = await connect(engine, terminal, { ...options, signal: leaving.signal })
    await terminal.out(options.json ? `${JSON.stringify(connection)}\n` : connectedLine(connection))
  } finally {
    stopListening()
    await close()
  }
}

/** Signs in as the options say, and asks for what they do not: what is to be done meanwhile is told on stderr. */
export async function connect(
  engine: Pick<Engine, 'client'>,
  terminal: Terminal,
  options: ConnectOptions & { signal: AbortSignal },
): Promise<Connection> {
  const { integrations } = engine.client
  const { integrationId, title, again, allowPrivate = false, signal } = options
  const { methods } = await integrations.get({ integrationId })
  const method = options.method === undefined ? methods[0] : methods.find(({ id }) => id === options.method)
  if (!method) throw noMethod(integrationId, options.method, methods)
  const common = {
    ...{ integrationId, method: method.id, fields: parseFields(options.field), allowPrivate },
    ...(title !== undefined && { title }),
    ...(again !== undefined && { connectionId: again }),
  }
  if (method.oauth) return signIn(engine, terminal, { ...options, common, oauth: method.oauth })
  const secrets = await enteredSecrets(
    method.fields.filter(({ secret }) => secret),
    { terminal, signal },
  )
  return integrations.connect({ ...common, secrets }, { signal })
}

type SignInWish = ConnectOptions & {
  signal: AbortSignal
  oauth: NonNullable<SignInMethod['oauth']>
  common: { integrationId: string; method: string; fields: Record<string, string>; allowPrivate: boolean }
}

async function signIn(engine: Pick<Engine, 'client'>, terminal: Terminal, wish: SignInWish): Promise<Connection> {
  const { common, oauth, clientId, scope, signal } = wish
  // A new client comes with its secret; the one that is known keeps its own.
  const mayHaveSecret = oauth.secret !== 'none' && clientId !== undefined
  const wanted = { name: 'clientSecret', title: 'Client secret', required: oauth.secret === 'required' }
  const { clientSecret } = mayHaveSecret ? await enteredSecrets([wanted], { terminal, signal }) : {}
  const asked = { ...common, clientId, clientSecret, ...(scope.length > 0 && { scopes: scope }) }
  for await (const step of await engine.client.integrations.signIn(asked, { signal })) {
    if (step.step === 'done') return step.connection
    if (step.step === 'checking') terminal.error('Signed in there; trying it.\n')
    else if (step.step === 'code') terminal.error(`Open ${step.url} and enter the code ${step.userCode}\n`)
    else terminal.error(`${step.opened ? 'A browser opened; if it did not, open' : 'Open'} ${step.url}\n`)
  }
  throw userError('sign-in.given-up', 'The sign-in was given up.')
}

function noMethod(integrationId: string, wished: string | undefined, methods: SignInMethod[]) {
  if (methods.length === 0)
    return userError('integration.open', `\`${integrationId}\` needs no sign-in: it works as it is.`)
  return userError('integration.no-method', `\`${integrationId}\` has no sign-in called \`${wished}\`.`, {
    hint: `There are: ${methods.map(({ id }) => `\`${id}\``).join(', ')}.`,
  })
}

function parseFields(fields: string[]): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => {
      const at = field.indexOf('=')
      if (at > 0) return [field.slice(0, at), field.slice(at + 1)]
      throw userError('cli.bad-field', `\`${field}\` is not name=value.`)
    }),
  )
}

function connectedLine({ title, integrationId, connectionId, missingScopes }: Connection): string {
  const told = `Not granted: ${missingScopes.join(', ')}. What needs it will be refused.`
  const missing = missingScopes.length === 0 ? '' : `${printable(told)}\n`
  return `${printable(`“${title}” is connected to ${integrationId} (${connectionId}).`)}\n${missing}`
}

/** `niti connections`. */
export function connectionsCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const connections = await engine.client.integrations.connections({})
    if (json) return `${JSON.stringify(connections)}\n`
    if (connections.length === 0) return 'Nothing is connected yet. `niti integrations` lists what can be.\n'
    return formatTextTable(connections, connectionColumns, terminal.paint)
  })
}

const connectionColumns: TextColumn<Connection>[] = [
  { title: 'connection', text: ({ connectionId }) => connectionId },
  { title: 'integration', text: ({ integrationId }) => integrationId },
  { title: 'title', text: ({ title }) => title, most: 30 },
  { title: 'account', text: ({ account }) => account, most: 30 },
  { title: 'state', text: ({ state }) => state },
  { title: 'last used', text: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : formatTime(lastUsedAt)) },
  { title: 'used by', text: ({ usedBy }) => (usedBy.length === 0 ? '' : countOf(usedBy.length, 'workflow')) },
  { title: 'what is wrong', text: ({ error }) => error?.message ?? '' },
]

/** `niti connections test`: 1 where it does not work. */
export async function testConnectionCommand(
  terminal: Terminal,
  wish: Json & { connectionId: string },
): Promise<number> {
  let code: number = exitCode.succeeded
  await withEngine(terminal, async (engine) => {
    const connection = await engine.client.integrations.test({ connectionId: wish.connectionId })
    if (connection.error) code = exitCode.failed
    if (wish.json) return `${JSON.stringify(connection)}\n`
    const { title, account, state, error } = connection
    if (error)
      return `${printable(`“${title}” does not work: ${error.message}`)}\n${error.hint ? `${printable(error.hint)}\n` : ''}`
    if (state === 'untested') return `“${printable(title)}” cannot be tested: the service has nothing to ask.\n`
    return `“${printable(title)}” works${account ? printable(`, as ${account}`) : ''}.\n`
  })
  return code
}

/** `niti connections remove`. */
export function removeConnectionCommand(
  terminal: Terminal,
  { json, connectionId, forgetClient = false }: Json & { connectionId: string; forgetClient?: boolean },
): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { revoked } = await engine.client.integrations.disconnect({ connectionId, forgetClient })
    if (json) return `${JSON.stringify({ connectionId, revoked })}\n`
    return `Removed ${connectionId}.${revoked ? ' The service was told.' : ''}\n`
  })
}
