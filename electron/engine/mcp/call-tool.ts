import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { externalError, NitiError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { hideSecrets } from '../http/redact.ts'
import type { McpCall } from '../nodes/define-node.ts'
import type { EffectSource } from '../run/active-run.ts'
import type { SentTrace } from '../telemetry/otel/propagation.ts'
import { isClosed, isTimeout, type Session, signInWords } from './connect-server.ts'
import type { KeptServer } from './keep-server.ts'
import type { McpServers } from './mcp-servers.ts'
import { resultValue } from './result-value.ts'

/** Without an answer or a word on how far it is. */
const silenceMs = 120_000
/** In all. */
const longestMs = 30 * 60_000
const mostProgressLines = 20

/** A call of a tool, with what happened in the node's log. It is made once: nobody knows what a tool does. */
export async function callTool(
  servers: McpServers,
  source: EffectSource,
  call: McpCall,
  trace: SentTrace | null = null,
): Promise<Json> {
  const { run, node, scope, signal } = source
  const title = servers.find(call.serverId)?.title ?? call.serverId
  const named = `${call.tool} of “${title}”`
  const note = (text: string) => run.log.append({ type: 'node-logged', node, scope, level: 'info', text })
  const keeper = servers.keeper(call.serverId)
  // What was done so far is on disk before it leaves.
  await run.log.flush()
  const startedAt = run.clock.now()
  const result = await keeper.use(signal, (session) => ask({ keeper, session, source, call, trace, named, note }))
  note(`${named} answered in ${run.clock.now() - startedAt} ms.`)
  return resultValue(result, { named, secrets: keeper.secrets(), keep: run.effects.files.keep })
}

type Asked = {
  keeper: KeptServer
  session: Session
  source: EffectSource
  call: McpCall
  trace: SentTrace | null
  named: string
  note(text: string): void
}

async function ask(asked: Asked, isSecondTry = false): Promise<CallToolResult> {
  const { keeper, session, source, call, trace, named, note } = asked
  const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  let told = 0
  try {
    // Beside the call, whatever it travels by (https://modelcontextprotocol.io/seps/414-request-meta.md).
    const params = { name: call.tool, arguments: call.input, ...(trace && { _meta: trace.headers }) }
    return await session.client.request({ method: 'tools/call', params }, CallToolResultSchema, {
      ...{ signal: source.signal, timeout: silenceMs, resetTimeoutOnProgress: true, maxTotalTimeout: longestMs },
      onprogress({ progress, total, message }) {
        if (told++ >= mostProgressLines) return
        const far = total === undefined ? `${progress}` : `${progress} of ${total}`
        note(hideSecrets(`${named}: ${message ?? far}`.slice(0, 500), keeper.secrets()))
      },
    })
  } catch (thrown) {
    if (source.signal.aborted) throw source.signal.reason
    // MCP, transports: 404 says that the session is not known any more, so nothing was done with the call.
    if (isLostSession(thrown) && !isSecondTry) {
      await keeper.drop(session)
      return ask({ ...asked, session: await keeper.open() }, true)
    }
    throw explain(thrown, asked)
  }
}

function isLostSession(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 404
}

function explain(thrown: unknown, { keeper, session, named }: Asked): unknown {
  if (thrown instanceof NitiError) return thrown
  if (isTimeout(thrown)) {
    keeper.doubt(session)
    return externalError('mcp.timeout', `${named} did not answer within ${silenceMs / 1000} seconds.`, {
      hint: 'Whether it was done nobody knows.',
    })
  }
  if (isClosed(thrown)) {
    return externalError('mcp.broke-off', `The server ended in the middle of ${named}.`, {
      hint: 'Whether it was done nobody knows. Its log may say why it ended.',
    })
  }
  const signIn = signInWords(thrown)
  if (signIn) return signIn
  const words = thrown instanceof Error ? hideSecrets(thrown.message.slice(0, 2_000), keeper.secrets()) : ''
  return externalError('mcp.refused', `${named} was refused: ${words}`, { cause: thrown })
}
