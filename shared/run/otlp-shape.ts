import type { ToolKind } from '../agents/agent.ts'
import type { RunOrigin, RunStatus } from './events.ts'
import { finishReasons } from './otlp-content.ts'
import type { Attributes } from './otlp-value.ts'
import type { HttpSpan, Span, SpanCall } from './span.ts'

/** Name, kind and attributes of a span as the conventions of its kind want them. `errorType` null: it did not go wrong. */
export type OtlpShape = { name: string; kind: 1 | 2 | 3; attributes: Attributes; errorType: string | null }

/** What is said of a run by its own span. */
type ShapedRun = Pick<RunOrigin, 'workflowId' | 'workflowName' | 'trigger'> & {
  status: RunStatus
  conversationId: string | null
  isDryRun: boolean
  microUsd: number
}

const internal = 1
const client = 3

/**
 * The conventions for generative AI: https://github.com/open-telemetry/semantic-conventions-genai (docs/gen-ai), those for
 * HTTP: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function shapeOf(run: ShapedRun, span: Span): OtlpShape {
  const errorType = errorTypeOf(span)
  const shape = (name: string, kind: 1 | 3, attributes: Attributes): OtlpShape => {
    const conversation = 'gen_ai.operation.name' in attributes ? run.conversationId : null
    const common = { 'gen_ai.conversation.id': conversation, 'error.type': errorType }
    return { name, kind, attributes: { ...attributes, ...common }, errorType }
  }
  const { title, call, tool, agent, http } = span
  switch (span.kind) {
    case 'run':
      return shape(`invoke_workflow ${run.workflowName}`, internal, {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.workflow.name': run.workflowName,
        'niti.workflow.id': run.workflowId,
        'niti.run.trigger': run.trigger,
        'niti.run.status': run.status,
        'niti.run.cost.micro_usd': run.microUsd,
        'niti.run.dry_run': run.isDryRun || undefined,
      })
    case 'subworkflow':
      return shape(`invoke_workflow ${title}`, internal, {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.workflow.name': title,
        'niti.workflow.id': span.workflow?.workflowId,
        'niti.workflow.version': span.workflow?.version,
      })
    case 'agent':
      return shape(`invoke_agent ${title}`, internal, {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': title,
        'gen_ai.agent.id': agent?.agentId,
        'gen_ai.agent.version': agent && agent.version !== null ? String(agent.version) : undefined,
      })
    case 'tool-call':
      return shape(`execute_tool ${tool?.name ?? title}`, internal, {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool?.name,
        'gen_ai.tool.call.id': tool?.callId,
        'gen_ai.tool.type': tool && toolType(tool.kind),
      })
    case 'model-call':
      return shape(
        `chat ${title}`,
        client,
        call ? { 'gen_ai.operation.name': 'chat', ...chatAttributes(title, call) } : {},
      )
    case 'embedding':
      return shape(`embeddings ${title}`, client, {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': call && providerName(call.provider),
        'gen_ai.request.model': title,
        'gen_ai.usage.input_tokens': call?.usage?.inputTokens,
      })
    case 'http-call':
      return http ? shape(httpName(http, title), client, httpAttributes(http)) : shape(title, client, {})
    case 'wait':
      return shape(`wait ${span.wait?.for ?? ''}`.trim(), internal, { 'niti.wait.for': span.wait?.for })
    case 'limit':
      return shape(`limit ${title}`, internal, {
        'niti.limit.of': title,
        'niti.limit.count': span.limit?.limit,
        'niti.limit.per': span.limit?.per,
      })
    case 'queue':
      return shape('queue', internal, {})
    case 'round':
      return shape(`round ${title}`, internal, { 'niti.round': span.round })
    case 'node':
    case 'attempt':
      return shape(`${span.kind} ${title}`, internal, { 'niti.node.type': span.nodeType || undefined })
  }
}

function chatAttributes(model: string, call: SpanCall): Attributes {
  const { usage, firstTokenMs, finishReason } = call
  return {
    'gen_ai.provider.name': providerName(call.provider),
    'gen_ai.request.model': model,
    'gen_ai.request.stream': true,
    'gen_ai.request.temperature': call.temperature === null ? null : { double: call.temperature },
    'gen_ai.request.max_tokens': call.maxOutputTokens,
    'gen_ai.output.type': call.wantsJson ? 'json' : undefined,
    'gen_ai.response.model': finishReason === null ? undefined : call.model,
    'gen_ai.response.finish_reasons': finishReason === null ? undefined : [finishReasons[finishReason]],
    'gen_ai.response.time_to_first_chunk': firstTokenMs === null ? null : { double: firstTokenMs / 1_000 },
    'gen_ai.usage.input_tokens': usage?.inputTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cachedInputTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWriteInputTokens,
    'gen_ai.usage.reasoning.output_tokens': usage?.reasoningTokens,
    'gen_ai.agent.id': call.agentId,
    'niti.model_call.id': call.callId,
    'niti.model_call.tries': call.tries,
    'niti.usage.estimated': usage?.estimated,
  }
}

/** Those the conventions have a name for; every other has its own. */
const providerNames: Record<string, string> = {
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  xai: 'x_ai',
  demo: 'niti.demo',
}

export function providerName(provider: string): string {
  return Object.hasOwn(providerNames, provider) ? (providerNames[provider] ?? provider) : provider
}

function toolType(kind: ToolKind): string {
  if (kind === 'knowledge') return 'datastore'
  return kind === 'action' || kind === 'mcp' || kind === 'http' ? 'extension' : 'function'
}

const knownMethods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE', 'QUERY'])

function isHttp({ url }: HttpSpan): boolean {
  return /^https?:/i.test(url)
}

/** The method alone: addresses would make a name of their own of each. */
function httpName(http: HttpSpan, title: string): string {
  if (!isHttp(http)) return title
  return knownMethods.has(http.method) ? http.method : 'HTTP'
}

function httpAttributes(http: HttpSpan): Attributes {
  const { method, url, status, bytes, service } = http
  const own = { 'niti.integration.id': service?.integrationId, 'niti.integration.action': service?.action }
  const [, scheme = '', host = '', port] =
    /^([a-z+]+):\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/i.exec(url) ?? []
  const server = { 'server.address': host || undefined, 'server.port': portOf(scheme, port) }
  if (!isHttp(http)) return { ...own, ...server, 'niti.response.bytes': bytes }
  const isKnown = knownMethods.has(method)
  return {
    'http.request.method': isKnown ? method : '_OTHER',
    'http.request.method_original': isKnown ? undefined : method,
    'url.full': url,
    ...server,
    'http.response.status_code': status,
    'http.response.body.size': bytes,
    ...own,
  }
}

function portOf(scheme: string, port: string | undefined): number | undefined {
  if (port !== undefined) return Number(port)
  const usual: Record<string, number> = { http: 80, https: 443 }
  return usual[scheme.toLowerCase()]
}

/** One of few: our own codes, and of a request its status. */
function errorTypeOf({ state, error, http }: Span): string | null {
  if (state === 'interrupted') return error?.code ?? 'run.interrupted'
  if (state !== 'failed') return null
  if (http) return http.status === null ? '_OTHER' : String(http.status)
  return error?.code ?? '_OTHER'
}
