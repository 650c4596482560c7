import type { z } from 'zod'
import type { Clock } from '../../../shared/clock.ts'
import { cancelledError, externalError, userError } from '../../../shared/errors.ts'
import { type Json, type JsonObject, stableStringify } from '../../../shared/json.ts'
import { noFiles } from '../files/file-streams.ts'
import type { Http } from '../http/http.ts'
import { reachHost } from '../http/reach-host.ts'
import { redactUrl } from '../http/redact.ts'
import type { ServiceCall } from '../nodes/define-node.ts'
import type {
  ConnectContext,
  FoundEvents,
  Protocol,
  ProtocolAction,
  ProtocolClient,
  UseContext,
} from './define-protocol.ts'
import type { CallContext, RequestTrace } from './integration-client.ts'
import type { ConnectionAccess, OpenConnection } from './open-connection.ts'
import { secretsOf } from './place-credential.ts'
import { explainFailure } from './protocol-error.ts'
import { createProtocolPool } from './protocol-pool.ts'
import { beginningOf } from './request-text.ts'

type Parts = {
  connections: ConnectionAccess
  http: Pick<Http, 'guarded'>
  clock: Clock
  diskPath: ConnectContext['diskPath']
  /** Unused clients are closed after so long, in milliseconds. */
  idleMs?: number
}

type Session = {
  protocol: Protocol
  connection: OpenConnection
  context: Pick<CallContext, 'files' | 'idempotencyKey' | 'onWaiting'>
  signal: AbortSignal
  onRequest(trace: RequestTrace): void
}

type Look = {
  protocol: Protocol
  trigger: string
  input: JsonObject
  connection: OpenConnection
  cursor: Json | null
  signal: AbortSignal
}

const defaultIdleMs = 30_000
const defaultTimeoutMs = 120_000
const connectTimeoutMs = 15_000
const lookTimeoutMs = 60_000
const defaultAtOnce = 4

/**
 * Calls services that are spoken to through a driver. This alone opens and closes clients, keeps time limits, puts errors
 * into words and tells traces; what an action does with its client is its own.
 */
export function createProtocolRunner({ connections, http, clock, diskPath, idleMs = defaultIdleMs }: Parts) {
  const pool = createProtocolPool({ idleMs })
  const closing = new AbortController()

  function contextOf({ connection, context, signal, onRequest }: Session): UseContext {
    return {
      fields: connection.fields,
      signal,
      now: () => clock.now(),
      files: context.files,
      idempotencyKey: context.idempotencyKey,
      async fetch({ url, headers = {}, allowPrivate }) {
        const startedAt = clock.now()
        const told = { method: 'GET', url: redactUrl(url), waitedMs: 0, sent: null }
        const tell = (status: number | null, text: string | null) =>
          onRequest({
            ...told,
            ...{ status, durationMs: clock.now() - startedAt, bytes: Buffer.byteLength(text ?? '') },
            received: text === null ? null : beginningOf(text, secretsOf(connection)),
          })
        try {
          const reply = await http.guarded({ allowPrivate })(url, { headers, signal })
          const text = await reply.text()
          tell(reply.status, text)
          return { status: reply.status, headers: Object.fromEntries(reply.headers), text }
        } catch (thrown) {
          tell(null, null)
          throw thrown
        }
      },
    }
  }

  /** With a client of the connection; everything it throws is in words. */
  async function use<T>(session: Session, work: (client: ProtocolClient, context: UseContext) => Promise<T>) {
    const { protocol, connection, context, signal } = session
    try {
      const value = await pool.use(
        {
          key: connection.connectionId === null && protocol.signIn.length > 0 ? null : keyOf(connection),
          atOnce: protocol.atOnce ?? defaultAtOnce,
          signal,
          open: () => connect(protocol, connection, signal),
          onWaiting: () => context.onWaiting(null, `As many calls as ${protocol.title} takes at once are under way.`),
        },
        (client) => work(client, contextOf(session)),
      )
      connections.note(connection, null)
      return value
    } catch (thrown) {
      if (signal.aborted) throw signal.reason
      const { error, refusal } = explainFailure(protocol, connection, thrown)
      if (refusal !== null) connections.note(connection, refusal)
      throw error
    }
  }

  async function connect(protocol: Protocol, connection: OpenConnection, signal: AbortSignal) {
    const { fields, secrets, allowPrivate } = connection
    const limit = limited(signal, connectTimeoutMs, protocol)
    try {
      return await protocol.connect({
        fields,
        secrets,
        signal: limit.signal,
        diskPath,
        reach: (host) => reachHost(host, { allowPrivate, signal: limit.signal }),
      })
    } catch (thrown) {
      throw limit.signal.aborted ? limit.signal.reason : thrown
    } finally {
      limit.done()
    }
  }

  /** A signal that also aborts as the engine closes or the time is up, with the error that says so as its reason. */
  function limited(signal: AbortSignal, ms: number, { title }: Protocol) {
    const timer = new AbortController()
    const late = externalError('service.timeout', `${title} took longer than ${ms / 1000} s.`, {
      retryable: true,
      hint: 'It may be busy, or asked for more than it can do in that time.',
    })
    const timeout = setTimeout(() => timer.abort(late), ms)
    return {
      signal: AbortSignal.any([signal, closing.signal, timer.signal]),
      done: () => clearTimeout(timeout),
    }
  }

  return {
    async call(
      protocol: Protocol,
      { action: name, connectionId, input: given }: ServiceCall,
      context: CallContext,
    ): Promise<Json> {
      const action = actionOf(protocol, name)
      const input = checkInput(action.input, given)
      const connection = await connections.open(protocol.id, connectionId, context.signal)
      await context.beforeSend()
      const startedAt = clock.now()
      const limit = limited(context.signal, action.timeoutMs?.(input) ?? defaultTimeoutMs, protocol)
      let isTold = false
      const onRequest = (trace: RequestTrace) => {
        isTold = true
        context.onRequest(trace)
      }
      const tell = (value: Json | undefined) => {
        if (isTold) return
        const secrets = secretsOf(connection)
        const received = value === undefined ? null : JSON.stringify(value)
        context.onRequest({
          method: protocol.speaks,
          url: redactUrl(protocol.address(connection.fields), secrets),
          status: null,
          answered: value !== undefined,
          durationMs: clock.now() - startedAt,
          bytes: received === null ? 0 : Buffer.byteLength(received),
          waitedMs: 0,
          sent: beginningOf(JSON.stringify({ [name]: input }), secrets),
          received: received === null ? null : beginningOf(received, secrets),
        })
      }
      try {
        const session = { protocol, connection, context, signal: limit.signal, onRequest }
        const value = await use(session, (client, using) => action.run(client, input, using))
        tell(value)
        return value
      } catch (thrown) {
        tell(undefined)
        throw thrown
      } finally {
        limit.done()
      }
    },

    /** Proves a connection; the account's name, empty where there is none. */
    async account(protocol: Protocol, connection: OpenConnection, signal: AbortSignal): Promise<string> {
      const limit = limited(signal, connectTimeoutMs, protocol)
      const session = { protocol, connection, context: untraced, signal: limit.signal, onRequest() {} }
      try {
        const account = await use(session, async (client, using) => (await protocol.test?.(client, using)) ?? '')
        return account.slice(0, 200)
      } finally {
        limit.done()
      }
    },

    /** One look of a trigger. */
    async look({ protocol, trigger: name, input, connection, cursor, signal }: Look): Promise<FoundEvents> {
      const trigger = protocol.triggers?.[name]
      const poll = trigger?.poll
      if (!poll) throw userError('service.unknown-trigger', `${protocol.title} cannot look for \`${name}\`.`)
      const parsed = checkInput(trigger.input, input)
      const limit = limited(signal, lookTimeoutMs, protocol)
      const session = { protocol, connection, context: untraced, signal: limit.signal, onRequest() {} }
      try {
        return await use(session, (client, using) => poll.look(client, parsed, { ...using, cursor }))
      } finally {
        limit.done()
      }
    },

    /** Keeps a client of its own open and hands over what comes, until whoever listens stops or the connection breaks. */
    async *watch({ protocol, trigger: name, input, connection, cursor, signal }: Look): AsyncGenerator<FoundEvents> {
      const trigger = protocol.triggers?.[name]
      if (!trigger?.watch) throw userError('service.unknown-trigger', `${protocol.title} cannot watch for \`${name}\`.`)
      const parsed = checkInput(trigger.input, input)
      const within = AbortSignal.any([signal, closing.signal])
      const session = { protocol, connection, context: untraced, signal: within, onRequest() {} }
      let client: ProtocolClient | null = null
      const end = () => client?.close()
      within.addEventListener('abort', end, { once: true })
      try {
        client = await connect(protocol, connection, within)
        within.throwIfAborted()
        connections.note(connection, null)
        yield* trigger.watch(client, parsed, { ...contextOf(session), cursor })
      } catch (thrown) {
        if (within.aborted) throw within.reason
        const { error, refusal } = explainFailure(protocol, connection, thrown)
        if (refusal !== null) connections.note(connection, refusal)
        throw error
      } finally {
        within.removeEventListener('abort', end)
        client?.close()
      }
    },

    /** Ends what is under way and closes every socket. */
    close(): void {
      closing.abort(cancelledError('The program was closed.'))
      pool.close()
    },
  }
}

export type ProtocolRunner = ReturnType<typeof createProtocolRunner>

/** For what no run does: nothing is traced, and no file comes or goes. */
const untraced: Session['context'] = { files: noFiles, idempotencyKey: null, onWaiting() {} }

/** Clients opened with the same account and settings stand in for each other. */
function keyOf({ integrationId, connectionId, fields, secrets, allowPrivate }: OpenConnection): string {
  return stableStringify({ integrationId, connectionId, fields, secrets, allowPrivate })
}

function actionOf({ title, actions }: Protocol, name: string): ProtocolAction {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action) return action
  throw userError('service.unknown-action', `${title} has no action \`${name}\`.`)
}

/** Throws a user error that names the field. */
function checkInput(schema: z.ZodObject, input: JsonObject) {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = ['params', ...(issue?.path ?? [])].join('.')
  throw userError('service.bad-input', `\`${field}\`: ${issue?.message ?? 'is not valid'}.`, { field })
}
