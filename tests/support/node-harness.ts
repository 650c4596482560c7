import { z } from 'zod'
import { defaultParams } from '../../electron/engine/nodes/catalog-entry.ts'
import type {
  CodeRequest,
  FileAccess,
  FolderAccess,
  HttpReply,
  HttpRequest,
  McpCall,
  NodeContext,
  NodeDefinition,
  NodeOutputs,
  PageSource,
  ReadablePage,
  ServiceCall,
  SubworkflowRequest,
  WaitRequest,
  WaitResult,
  WriteMode,
} from '../../electron/engine/nodes/define-node.ts'
import { portsOf } from '../../shared/catalog/ports.ts'
import { userError } from '../../shared/errors.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { LogLevel } from '../../shared/run/events.ts'
import { fileValue, mediaTypeOf } from '../../shared/run/file-ref.ts'
import { type ModelReply, type ModelRequest, modelRequest } from '../../shared/run/model-call.ts'

type Answer<Request, Reply> = Reply | Error | ((request: Request) => Reply)
type Written = Parameters<FileAccess['writeText']>[0]

/** What the world answers, in order. Nothing scripted: nothing may be asked. An answer nobody asked for fails the test. */
export type NodeScript = {
  params?: JsonObject
  /** What arrived, by port. */
  inputs?: Record<string, Json>
  /** Only where several wires end: what each brought. Otherwise made from `inputs`. */
  arrived?: Record<string, { from: string; value: Json }[]>
  scope?: JsonObject
  /** What the run began with, for start nodes. */
  payload?: Json
  model?: Answer<ModelRequest, Partial<ModelReply>>[]
  http?: Answer<HttpRequest, HttpReply>[]
  code?: Answer<CodeRequest, Json | undefined>[]
  waits?: Answer<WaitRequest, WaitResult>[]
  /** Milliseconds since the Unix epoch. */
  now?: number
  /** Bytes of kept files, by blob id. */
  blobs?: Record<string, Uint8Array<ArrayBuffer>>
  /** Files that exist, by path; a text that is an error cannot be read. */
  files?: Record<string, string | Error>
  /** What lies in a granted folder. */
  folder?: (folder: string) => FolderAccess
  /** What a tool of a server answers. */
  mcp?: (call: McpCall) => Promise<Json> | Json
  /** What a round of a container does. */
  round?: (round: { index: number; item: Json }) => Promise<Json> | Json
  /** What an expression that the node evaluates itself is worth. */
  evaluate?: (request: { source: string; names: JsonObject }) => Json | undefined
  /** What a service answers. */
  service?: (call: ServiceCall) => Promise<Json>
  /** What another workflow gives. */
  workflow?: (request: SubworkflowRequest) => Json
  idempotencyKey?: string
  /** What the words of a page are. */
  readable?: (page: PageSource) => ReadablePage
  signal?: AbortSignal
}

/** What a node did to the world, in order. */
export type NodeTrace = {
  outputs: NodeOutputs
  model: ModelRequest[]
  http: HttpRequest[]
  code: CodeRequest[]
  waits: WaitRequest[]
  listed: Parameters<FileAccess['list']>[0][]
  written: Written[]
  writtenBytes: { path: string; bytes: Uint8Array; mode: WriteMode }[]
  kept: Parameters<FileAccess['keep']>[0][]
  rounds: number[]
  iterations: (number | null)[]
  workflows: SubworkflowRequest[]
  logs: { level: LogLevel; text: string }[]
}

/**
 * Runs one leaf with nothing around it. Params are filled in and parsed as the engine does it, except that expressions
 * are not evaluated: tests give values, and a default of `{{ input }}` stands for `inputs.in`. Rejects with what the node
 * throws; `trace` is filled even then.
 */
export async function runNode<S extends z.ZodObject>(
  definition: NodeDefinition<S>,
  script: NodeScript = {},
  trace: NodeTrace = emptyTrace(),
): Promise<NodeTrace> {
  const inputs = script.inputs ?? {}
  const arrived = script.arrived ?? mapValues(inputs, (value) => [{ from: 'before', value }])
  const erased = definition as unknown as NodeDefinition // only to read it: what it runs with comes from its own schema
  const defaults = mapValues(defaultParams(erased), (value) => (value === '{{ input }}' ? (inputs.in ?? null) : value))
  const given = { ...defaults, ...script.params }
  const params = definition.params.parse(given)
  const { context, leftOver } = makeContext(script, trace)
  trace.outputs = await definition.run(context, { params, inputs, arrived })
  const ports = portsOf(definition.outputs, given).map(({ id }) => id)
  for (const port of Object.keys(trace.outputs)) {
    if (!ports.includes(port)) throw new Error(`${definition.type} answered with ${port}, which is no output of it`)
  }
  z.json().parse(trace.outputs)
  if (leftOver().length > 0) throw new Error(`${definition.type} never asked for: ${leftOver().join(', ')}`)
  return trace
}

export function emptyTrace(): NodeTrace {
  return {
    outputs: {},
    ...{ model: [], http: [], code: [], waits: [], listed: [], written: [], rounds: [], iterations: [], logs: [] },
    ...{ workflows: [], writtenBytes: [], kept: [] },
  }
}

function makeContext(script: NodeScript, trace: NodeTrace): { context: NodeContext; leftOver: () => string[] } {
  const model = playBack('model', script.model, trace.model)
  const http = playBack('http', script.http, trace.http)
  const code = playBack('code', script.code, trace.code)
  const waits = playBack('wait', script.waits, trace.waits)
  const context: NodeContext = {
    signal: script.signal ?? new AbortController().signal,
    now: () => script.now ?? unexpected('the time'),
    log: (level, text) => trace.logs.push({ level, text }),
    model: async (request) => toReply(model.next(modelRequest.parse(request))),
    http: async (request) => http.next(request),
    callMcp: async (call) => (script.mcp ?? (() => unexpected('an MCP server')))(call),
    embed: () => unexpected('vectors'),
    knowledge: {
      search: () => unexpected('knowledge'),
      index: () => unexpected('knowledge'),
      keepNote: () => unexpected('notes'),
      findNotes: () => unexpected('notes'),
    },
    runAgent: () => unexpected('an agent'),
    runNode: () => unexpected('a node inside'),
    say: () => unexpected('words between agents'),
    noteTask: () => unexpected('a task'),
    readable: async (page) => (script.readable ?? (() => unexpected('the words of a page')))(page),
    callService: async (call) => (script.service ?? (() => unexpected('a service')))(call),
    files: fakeFiles(script, trace),
    waitFor: async (request) => waits.next(request),
    giveUpRounds() {},
    runCode: async (request) => code.next(request),
    scope: () => script.scope ?? unexpected('the scope'),
    payload: () => script.payload,
    async runGraph(round) {
      if (!script.round) return unexpected('a round')
      trace.rounds.push(round.index)
      return script.round(round)
    },
    countIterations: (total) => trace.iterations.push(total),
    async evaluate({ source, names, field }) {
      if (!script.evaluate) return unexpected(`the value of ${source} in ${field}`)
      return script.evaluate({ source, names })
    },
    async runWorkflow(request) {
      if (!script.workflow) return unexpected('another workflow')
      trace.workflows.push(request)
      return script.workflow(request)
    },
    get idempotencyKey() {
      return script.idempotencyKey ?? unexpected('an idempotency key')
    },
  }
  return { context, leftOver: () => [...model.leftOver(), ...http.leftOver(), ...code.leftOver(), ...waits.leftOver()] }
}

function playBack<Request, Reply>(name: string, answers: Answer<Request, Reply>[] = [], asked: Request[]) {
  return {
    next(request: Request): Reply {
      const index = asked.push(request) - 1
      if (index >= answers.length) return unexpected(`${name} answer ${index + 1}`)
      const answer = answers[index] as Answer<Request, Reply> // the index was just checked; undefined may be an answer
      if (answer instanceof Error) throw answer
      return answer instanceof Function ? answer(request) : answer
    },
    leftOver: () => answers.slice(asked.length).map((_, index) => `${name} answer ${asked.length + index + 1}`),
  }
}

function toReply(reply: Partial<ModelReply>): ModelReply {
  return {
    text: reply.data === undefined ? '' : JSON.stringify(reply.data),
    ...{ provider: 'scripted', model: 'scripted/one', finishReason: 'stop' },
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 },
    ...{ microUsd: 0, price: null, latencyMs: 1, firstTokenMs: 1, tries: 1 },
    ...reply,
  }
}

function fakeFiles(script: NodeScript, trace: NodeTrace): FileAccess {
  const files = () => script.files ?? unexpected('files')
  return {
    within: (folder) => (script.folder ?? (() => unexpected('a folder')))(folder),
    async list(request) {
      trace.listed.push(request)
      const found = Object.entries(files())
      return found.map(([path, text]) => ({ path, name: path.split('/').at(-1) ?? path, bytes: String(text).length }))
    },
    async readText({ path }) {
      const text = files()[path] ?? userError('files.not-found', `There is no file ${path}.`)
      if (text instanceof Error) throw text
      return text
    },
    async writeText(request) {
      trace.written.push(request)
      return { path: `/files/${request.path}`, bytes: new TextEncoder().encode(request.text).length }
    },
    async writeBytes(request) {
      trace.writtenBytes.push(request)
      return { path: `/files/${request.path}`, bytes: request.bytes.length }
    },
    async readBytes(file) {
      const bytes = typeof file === 'string' || file.blobId === undefined ? undefined : script.blobs?.[file.blobId]
      return bytes ?? unexpected('the bytes of a file')
    },
    async keep(file) {
      trace.kept.push(file)
      return fileValue({ name: file.name, mediaType: file.mediaType, bytes: file.bytes.length, blobId: 'a'.repeat(64) })
    },
    async refTo(path) {
      const text = files()[path] ?? userError('files.not-found', `There is no file ${path}.`)
      if (text instanceof Error) throw text
      const name = path.split('/').at(-1) ?? path
      return fileValue({
        name,
        mediaType: mediaTypeOf(name),
        bytes: text.length,
        path: `/files/${path}`,
        seal: 'sealed',
      })
    },
  }
}

function unexpected(what: string): never {
  throw new Error(`The node asked for ${what}, which the test does not expect`)
}

function mapValues<A, B>(values: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
