import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import type { Span } from '../../shared/run/spans.ts'

export const usage = { inputTokens: 100, cachedInputTokens: 20, outputTokens: 30, reasoningTokens: 10 }
export const paid = { usage, microUsd: 250, price: null, latencyMs: 40, firstTokenMs: 15 }
export const broken = { kind: 'external' as const, code: 'service.down', message: 'It is down.' }
const person = { kind: 'person' as const, title: 'May it?', message: '', fields: [], choices: [], dueAt: null }

type At = { node: string; scope?: string }
const at = ({ node, scope = '' }: At) => ({ node, scope })

/** Events in few words: `say.started({ node: 'a' })`. */
export const say = {
  queued: (more = {}): RunEventBody => ({
    ...{ type: 'run-queued', priority: 0, workflowId: 'wf_1', workflowName: 'Letters', inputs: {}, trigger: 'manual' },
    ...{ defaultModel: null, filesDir: '', ...more },
  }),
  runStarted: (): RunEventBody => ({ type: 'run-started' }),
  resumed: (): RunEventBody => ({ type: 'run-resumed' }),
  over: (status: 'succeeded' | 'failed' | 'cancelled' = 'succeeded'): RunEventBody => {
    return { type: 'run-finished', status, outputs: {}, ...(status === 'failed' && { error: broken }) }
  },
  started: (of: At, attempt = 1, nodeType = 'prompt'): RunEventBody => {
    return { type: 'node-started', ...at(of), attempt, nodeType }
  },
  finished: (of: At, attempt = 1): RunEventBody => {
    return { type: 'node-finished', ...at(of), attempt, outputs: { out: 1 }, durationMs: 5 }
  },
  retried: (of: At, attempt = 1, waitMs = 100): RunEventBody => {
    return { type: 'node-retried', ...at(of), attempt, error: broken, durationMs: 5, waitMs }
  },
  failed: (of: At, attempt = 1): RunEventBody => {
    return { type: 'node-failed', ...at(of), attempt, error: broken, durationMs: 5 }
  },
  interrupted: (of: At, attempt = 1): RunEventBody => ({ type: 'node-interrupted', ...at(of), attempt }),
  cancelled: (of: At, attempt = 1): RunEventBody => ({ type: 'node-cancelled', ...at(of), attempt, durationMs: 5 }),
  skipped: (of: At): RunEventBody => ({ type: 'node-skipped', ...at(of), reason: 'Not taken.' }),
  reused: (of: At): RunEventBody => {
    return { type: 'node-reused', ...at(of), nodeType: 'prompt', outputs: {}, fromRunId: 'run_0' }
  },
  asks: (of: At, waitId: string): RunEventBody => {
    return { type: 'wait-started', ...at(of), waitId, number: 0, ask: person }
  },
  answered: (of: At, waitId: string): RunEventBody => {
    return { type: 'wait-ended', ...at(of), waitId, end: 'answered', answer: null, by: 'Ada' }
  },
  rounds: (of: At, total: number | null): RunEventBody => ({ type: 'iterations-counted', ...at(of), total }),
  roundOver: (of: At, index: number): RunEventBody => {
    return { type: 'iteration-finished', ...at(of), index, status: 'succeeded' }
  },
  subworkflow: (of: At): RunEventBody => ({
    ...{ type: 'subworkflow-started', ...at(of), workflowId: 'wf_2', workflowName: 'Inner', version: 3 },
    ...{ documentId: 'doc_2', inputs: {}, defaultModel: null },
  }),
  callQueued: (of: At, callId: string): RunEventBody => {
    return { type: 'model-call-queued', ...at(of), callId, provider: 'openai', limit: 2, per: 'at-once' }
  },
  called: (of: At, callId: string): RunEventBody => {
    const named = { callId, provider: 'openai', model: 'gpt-5' }
    return { type: 'model-call-started', ...at(of), ...named, messages: [], settings: {} }
  },
  callRetried: (of: At, callId: string, more = {}): RunEventBody => {
    const named = { callId, provider: 'openai', model: 'gpt-5' }
    return { type: 'model-call-retried', ...at(of), ...named, error: broken, waitMs: 20, tries: 2, ...paid, ...more }
  },
  replied: (of: At, callId: string, more = {}): RunEventBody => {
    const named = { callId, provider: 'openai', model: 'gpt-5', text: 'Dear Ada', tries: 1 }
    return { type: 'model-call-finished', ...at(of), ...named, finishReason: 'stop', ...paid, ...more }
  },
  callFailed: (of: At, callId: string): RunEventBody => {
    const named = { callId, provider: 'openai', model: 'gpt-5', text: '', tries: 1 }
    const free = { usage: null, microUsd: 0, price: null, latencyMs: 3, firstTokenMs: null }
    return { type: 'model-call-failed', ...at(of), ...named, error: broken, ...free }
  },
  embeds: (of: At, callId: string): RunEventBody => {
    return { type: 'embedding-started', ...at(of), callId, provider: 'openai', model: 'vectors', texts: 4 }
  },
  embedded: (of: At, callId: string, texts = 4): RunEventBody => {
    return { type: 'texts-embedded', ...at(of), callId, provider: 'openai', model: 'vectors', texts, ...paid }
  },
  agent: (of: At): RunEventBody => ({
    ...{ type: 'agent-started', ...at(of), agentId: 'agent_1', name: 'Clerk', version: 2, definition: {} },
    ...{ instructions: '', tools: [], notes: '', granted: [] },
  }),
  tool: (of: At, callId: string, index: number | null, turn = 0): RunEventBody => ({
    ...{ type: 'tool-call-started', ...at(of), callId, turn, index, tool: 'search', title: 'Search the web' },
    ...{ kind: 'web-search', input: { query: 'x' } },
  }),
  toolDone: (of: At, callId: string, turn = 0): RunEventBody => {
    return { type: 'tool-call-finished', ...at(of), callId, turn, output: 'found', durationMs: 7 }
  },
  toolFailed: (of: At, callId: string, turn = 0): RunEventBody => {
    const told = { why: 'failed' as const, error: broken, output: 'no', durationMs: 7 }
    return { type: 'tool-call-failed', ...at(of), callId, turn, ...told }
  },
  http: (of: At, status: number | null, more = {}): RunEventBody => {
    const about = { method: 'GET', url: 'https://api.example.com/rows?x=1', status, durationMs: 4, bytes: 10 }
    return { type: 'http-called', ...at(of), ...about, ...more }
  },
} as const

/** A log of these, each `stepMs` after the one before. */
export function logOf(bodies: RunEventBody[], stepMs = 10): RunEvent[] {
  return bodies.map((body, index) => ({ ...body, runId: 'run_1', seq: index + 1, at: 1_000 + index * stepMs }))
}

/** The tree in words: one line a span, deeper ones further in; ` !` behind one that went wrong. */
export function drawSpans(spans: Span[]): string[] {
  const inside = new Map<string | null, Span[]>()
  for (const span of spans) inside.set(span.parentId, [...(inside.get(span.parentId) ?? []), span])
  const draw = (parent: string | null, depth: number): string[] =>
    (inside.get(parent) ?? []).flatMap((span) => {
      const mark = span.state === 'done' ? '' : ` (${span.state})`
      return [`${'  '.repeat(depth)}${span.kind} ${span.title}${mark}`.trimEnd(), ...draw(span.id, depth + 1)]
    })
  return draw(null, 0)
}
