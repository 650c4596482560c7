import type { z } from 'zod'
import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { Helper } from '../../../shared/agents/team/supervisor.ts'
import type { NodeGroup } from '../../../shared/catalog/entry.ts'
import type { NodeIntegration } from '../../../shared/catalog/integration.ts'
import type { PortSpec } from '../../../shared/catalog/ports.ts'
import type { Passage } from '../../../shared/contract/knowledge.ts'
import type { TriggerKind } from '../../../shared/contract/triggers.ts'
import type { WaitAnswer } from '../../../shared/contract/waits.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { LogLevel, RunEvent, TeamTask } from '../../../shared/run/events.ts'
import type { FileRef } from '../../../shared/run/file-ref.ts'
import type { ChatMessage, EmbedReply, EmbedRequest, ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { BudgetAsk, WaitChoice, WaitField } from '../../../shared/run/wait.ts'

/** What a node may do to the world while it runs, and nothing else: everything here is traced, limited and cancelled for it. */
export type NodeContext = {
  /** Aborts when the run is cancelled. All functions here already obey it. */
  signal: AbortSignal
  /** The run's clock, milliseconds since the Unix epoch. */
  now(): number
  log(level: LogLevel, text: string): void
  /** Asks a model; text is streamed to the node's card meanwhile. `auto` and `` mean the run's default model. */
  model(request: ModelRequest): Promise<ModelReply>
  /** Sends an HTTP request. A reply of any status comes back; only a request that got no reply throws. */
  http(request: HttpRequest): Promise<HttpReply>
  /** Does an action at a service: tries, pages and limits are seen to. Gives what the action gives. */
  callService(call: ServiceCall): Promise<Json>
  /** Asks a tool of an MCP server. Gives its structured answer, else its text; an answer that says it failed throws. */
  callMcp(call: McpCall): Promise<Json>
  /** Makes vectors of texts, within budgets and in the ledger as a model call is. */
  embed(request: EmbedRequest): Promise<EmbedReply>
  knowledge: KnowledgeAccess
  /** Lets an agent work on a task until it answers, with its tools, its limits and its memory. */
  runAgent(request: AgentRequest): Promise<AgentResult>
  /**
   * Does one piece of work inside this node: a node of any type, in the round `index` of this one, with these params taken
   * as they stand. What was done before a stop of the program is handed over, so what is asked for under one `index` must
   * always be the same. Several may be under way at once. Gives the node's value; rejects as it fails.
   */
  runNode(work: InnerWork): Promise<Json>
  /**
   * From now on all that this node asks for, and lets others do, may cost so much together, in micro-dollars. `isReached`:
   * something was not asked for because of it.
   */
  limitCost(maxMicroUsd: number): { isReached(): boolean }
  /** For agents that work together: what is drawn in the trace. What was said before a stop is not said again. */
  say(said: TeamWords): void
  /** Notes how a task of a shared list stands. */
  noteTask(task: TeamTask): void
  files: FileAccess
  /** The words of a page or a file: HTML without menus and advertisements, PDF, or plain text. */
  readable(page: PageSource): Promise<ReadablePage>
  /** Runs JavaScript in the sandbox. `scope` becomes its variables; `onLine` is told what it printed, once it ended well. */
  runCode(request: CodeRequest): Promise<Json | undefined>
  /** What this node's expressions and code may name: `inputs`, `input`, `now`, `item`, `index`, and each node they mention. */
  scope(): JsonObject
  /** For start nodes: what it was begun with, where the run began with this very node and was given something. */
  payload(): Json | undefined
  /** For containers: runs the inner graph once with `item` and `index` in its expressions. Rejects as the round fails. */
  runGraph(round: { index: number; item: Json }): Promise<Json>
  /**
   * Waits for a time, a call from outside or a person, holding no place; the wait outlives the program. After a stop the
   * node is executed again, and its first wait continues the first one of before, and so on: what it asks for must not
   * depend on chance. One wait at a time. Rejects where the run ends.
   */
  waitFor(request: WaitRequest): Promise<WaitResult>
  /** For containers that fail as one of their rounds does: nothing is waited for in the others any more. */
  giveUpRounds(): void
  /** For containers: says how many rounds there will be; null where that shows only at the end, and then again. */
  countIterations(total: number | null): void
  /** The value of one JavaScript expression, in which `names` are known besides the node's scope. */
  evaluate(request: { source: string; names: JsonObject; field: string }): Promise<Json | undefined>
  /**
   * Runs another workflow inside this run and answers what it gives: its results by name, else what its last node gave.
   * Rejects as it fails. For nodes with a `workflowParam`.
   */
  runWorkflow(request: SubworkflowRequest): Promise<Json>
  /**
   * A text for services that do a thing once however often it is asked: the same for every try of this node in this run,
   * also after a stop of the program; another in each round, and in another run. A UUID.
   */
  readonly idempotencyKey: string
}

/** Times are milliseconds since the Unix epoch; a wait without `dueAt` has no end of its own. */
export type WaitRequest =
  | { kind: 'time'; dueAt: number }
  | { kind: 'call'; dueAt?: number }
  | {
      kind: 'person'
      title: string
      message: string
      fields: WaitField[]
      choices: WaitChoice[]
      dueAt?: number
      budget?: BudgetAsk
    }

/** How a wait ended, and when. `due`: its time came; `skipped`: somebody ended a wait for a time or a call by hand. */
export type WaitResult =
  | { end: 'due' | 'skipped'; at: number }
  | { end: 'called'; payload: Json; at: number }
  | (WaitAnswer & { end: 'answered'; by: string; at: number })

/**
 * `connectionId` empty: the only one there is. `limit`: entries wanted at most, for lists. `isChecked`: the input came out
 * of the action's own schema, as a node's params do; what that made of it may not fit it a second time.
 */
export type ServiceCall = {
  integrationId: string
  action: string
  connectionId: string
  input: JsonObject
  isChecked?: true
  limit: number
}

/** `url` names it in messages. At most `maxCharacters` of its text are given. */
export type PageSource = { url: string; bytes: Uint8Array; contentType: string; maxCharacters: number }

/** Paragraphs have an empty line between them. `publishedAt`: an ISO day or moment. `isCut`: there is more. */
export type ReadablePage = {
  title: string
  byline: string | null
  publishedAt: string | null
  text: string
  isCut: boolean
}

export type McpCall = { serverId: string; tool: string; input: JsonObject }

/** `serverId` and the like name rows that a person made. */
export type KnowledgeAccess = {
  /** Passages for a question, best first: by words, and by meaning where the base has vectors. */
  search(request: { knowledgeId: string; query: string; limit: number }): Promise<Passage[]>
  /** Reads what is new or changed in the base's files; says how far it is. */
  index(request: { knowledgeId: string }): Promise<{ files: number; chunks: number; removed: number }>
  /** Long-term notes of an agent. */
  keepNote(note: { agentId: string; text: string }): Promise<void>
  findNotes(request: { agentId: string; query: string; limit: number }): Promise<string[]>
}

/**
 * `definition` in place of `agentId`: one written into the node. `history` is what was said before, oldest first. What of
 * the document is left out of `limits` holds as it says.
 */
export type AgentRequest = {
  agentId: string | null
  definition?: AgentDocument
  version: 'published' | 'draft'
  task: string
  files?: Json[]
  history?: ChatMessage[]
  variables?: JsonObject
  output?: JsonObject
  limits?: { maxTurns?: number; maxMicroUsd?: number }
  /** Others it may hand work to beside its own tools, each as one that is allowed. */
  helpers?: Helper[]
}

/** `data` where an answer by schema was asked for. `stopped`: a limit ended it, and `text` is what there was. */
export type AgentResult = {
  text: string
  data?: Json
  turns: number
  stopped: 'turns' | 'cost' | null
  agentName: string
}

/** `id` reads as a node's id does. `ask`: a person is asked first, and a refusal rejects with `tool.refused`. */
export type InnerWork = {
  index: number
  id: string
  title?: string
  type: string
  params: JsonObject
  ask?: { title: string; message: string; choices: WaitChoice[] }
  /** Called with the choice of the person who was asked, and who that was; once, also where the program stops. */
  onAnswer?(choice: string, by: string): void
  /** Stops this work alone, down to the socket of a model call that is under way. */
  signal?: AbortSignal
}

export type TeamWords = Pick<Extract<RunEvent, { type: 'agent-said' }>, 'from' | 'to' | 'about' | 'text'>

export type SubworkflowRequest = { workflowId: string; version: 'published' | 'draft'; inputs: JsonObject }

export type CodeRequest = {
  code: string
  scope: JsonObject
  timeoutMs: number
  onLine?(line: { level: LogLevel; text: string }): void
}

export type HttpRequest = {
  method: string
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  /** Bytes of the reply as they come: always, or where its content type is not one of text. Never unless told. */
  asBytes?: 'always' | 'unless-text'
  timeoutMs?: number
  /** Allows addresses on this machine and in private networks. */
  allowPrivate?: boolean
  /** Only these are asked, redirects included: `example.com`, `example.com:8443`, `*.example.com` for what lies below. */
  onlyHosts?: string[]
  /** A person chose where it goes, so it may carry the trace it is part of; nobody else's hosts are told of one. */
  joinsTrace?: boolean
}
/** `text` is empty where there are `bytes`. */
export type HttpReply = { status: number; headers: Record<string, string>; text: string; bytes?: Uint8Array }

/** Files on the person's disk, and those kept with the run. Relative paths start from the run's files folder. */
export type FileAccess = {
  /**
   * Files matching a glob and none of the `ignore` globs (both relative to `folder`), sorted by path, at most `limit` of
   * them (an error names the limit when there are more). `path` is what `readText` takes: relative to the files folder
   * where the file lies below it, else absolute, always with `/`; `name` is its last part.
   */
  list(request: {
    folder: string
    pattern: string
    ignore?: string[]
    limit: number
  }): Promise<{ path: string; name: string; bytes: number }[]>
  /** UTF-8 text of a file; refuses one over `maxBytes` and one that is not text. */
  readText(request: { path: string; maxBytes: number }): Promise<string>
  /**
   * Writes the whole file or nothing (a temporary file, then a rename) and makes missing folders. Answers with the
   * absolute path. `keep-existing` leaves a file that is there as it is and writes beside it: `digest-2.md`.
   */
  writeText(request: { path: string; text: string; mode: WriteMode }): Promise<{ path: string; bytes: number }>
  /** The same for bytes. */
  writeBytes(request: { path: string; bytes: Uint8Array; mode: WriteMode }): Promise<{ path: string; bytes: number }>
  /** All bytes of a file, given by what stands for it in a value or by its path; refuses one over `mostFileBytes`. */
  readBytes(file: FileRef | string): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Keeps bytes with the run, once however often they are kept, and answers the value that stands for them: a file that
   * nodes after this one can use. They go when the last run goes that names them.
   */
  keep(file: { name: string; mediaType: string; bytes: Uint8Array }): Promise<Json>
  /** The value that stands for a file on the disk, which stays where it is. */
  refTo(path: string): Promise<Json>
  /** A folder, and nothing that lies outside it: links that lead out are not followed. */
  within(folder: string): FolderAccess
}

/**
 * A folder that a person granted. Paths are relative to it, with `/` between their parts; one that leads out of it, by
 * whatever way, is refused with `files.outside`.
 */
export type FolderAccess = {
  /** What lies in `path` and below that fits `pattern` (`*.md`, any folder: `**` before it), sorted, at most `limit`. */
  list(request: { path: string; pattern: string; limit: number }): Promise<{ entries: FolderEntry[]; isCut: boolean }>
  /** UTF-8 text of a file; refuses one over `maxBytes` and one that is not text. */
  readText(request: { path: string; maxBytes: number }): Promise<string>
  /** As `FileAccess.writeText`; answers with the path below the folder. */
  writeText(request: { path: string; text: string; mode: WriteMode }): Promise<{ path: string; bytes: number }>
}

export type FolderEntry = { path: string; kind: 'file' | 'folder'; bytes: number }

export type WriteMode = 'overwrite' | 'append' | 'keep-existing'

/** Values by port. An output left out is a branch not taken: what only it feeds is skipped. */
export type NodeOutputs = Record<string, Json>

export type NodeRun<P> = (
  context: NodeContext,
  work: {
    /** Parsed by the schema, expressions already evaluated. */
    params: P
    /**
     * What arrived, by input port: the value itself where one wire ends there, an object by source node id where several
     * do. A port nothing is wired to is absent.
     */
    inputs: Record<string, Json>
    /**
     * The same by wire: every wire that delivered, by input port, in the order the wires stand in the document. A node
     * that starts with the first wire sees that one alone.
     */
    arrived: Record<string, { from: string; value: Json }[]>
  },
) => Promise<NodeOutputs> | NodeOutputs

export type NodeDefinition<S extends z.ZodObject = z.ZodObject> = {
  /** Stable name in files: kebab-case. */
  type: string
  /** Goes up when a change to `params` needs an entry in `upgrade`. */
  version: number
  title: string
  group: NodeGroup
  /** Name of a lucide icon. */
  icon: string
  /** One sentence: what it does. */
  summary: string
  /** Other words a person may search for. */
  keywords?: string[]
  /** Form, validation and types in one; field hints (shared/catalog/field.ts) go in `.meta()`. Every field needs a default or is optional where a fresh node can have one. */
  params: S
  inputs: PortSpec[]
  outputs: PortSpec[]
  /** `upgrade[n]` turns params of version n-1 into those of version n. */
  upgrade?: Record<number, (params: JsonObject) => JsonObject>
  /**
   * Of a trigger: a param of older versions that said readably what its calls are proved with. Whoever stores a document
   * takes it out of there and seals it.
   */
  sealedParam?: string
  /** What is not wrong with the params, yet perhaps not meant: `field` is the path inside them. */
  warn?(params: JsonObject): { field: string; message: string }[]
  /**
   * Whether running it a second time does no harm, where nobody knows if the first time came through (the program was
   * stopped in the middle). Params may still hold expressions. Left out: it does none.
   */
  isRepeatable?(params: JsonObject): boolean
  /**
   * Whether running it changes something outside: a file, or another service. A dry run leaves such a node out. Params may
   * still hold expressions; where one decides, the answer is yes. Left out: it changes nothing.
   */
  changesOutside?(params: JsonObject): boolean
  /** Its answer may change without its params changing: it reads files or asks a service. Not for models. */
  readsOutside?: boolean
  container?: boolean
  /** For containers: the param that says how many rounds they make at most. */
  roundsParam?: string
  inert?: boolean
  start?: boolean
  /** For start nodes that begin runs by themselves: by what. The engine keeps watch, the node only hands on what came. */
  trigger?: TriggerKind
  /** For start nodes: a conversation with the workflow begins its runs here, with what was said. */
  startsChats?: boolean
  usesModel?: boolean
  /**
   * It does other work inside itself (`runNode`, `runAgent`), and holds no place while it does. A node fed by its output
   * `tools` is none of the graph's: it is a tool of this one.
   */
  runsOthers?: boolean
  /** Not in the palette: other nodes run it. */
  isInner?: boolean
  /**
   * The param that says which workflow it runs inside the run; beside it stand `version` and `inputs`. Such a node holds no
   * place while that one works.
   */
  workflowParam?: string
  /** The param that lists by `name` what the graph gives, in place of what its last nodes gave: this node's value. */
  resultParam?: string
  cardParam?: string
  /** Of a node type that an integration brings. */
  integration?: NodeIntegration
  /** Values a dropped node begins with, where the schema's defaults are not enough to show what it is for. */
  example?: JsonObject
  run: NodeRun<z.output<S>>
}

/** A node type, said once: types, form, checks, docs and palette entry come out of this value. */
export function defineNode<S extends z.ZodObject>(definition: NodeDefinition<S>): NodeDefinition<S> {
  return definition
}
