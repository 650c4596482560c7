import { unreachable } from '../../../shared/assert.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { nodeKey, type RunEvent } from '../../../shared/run/events.ts'
import { text } from '../../text.ts'
import { formatBytes, formatCount, formatDuration } from '../../ui/format.ts'

export type EventTone = 'plain' | 'ok' | 'warn' | 'bad' | 'accent'

/** An event as a line of the log. `node` names where it happened; empty for the run as a whole. */
export type EventWords = { words: string; tone: EventTone; node: string }

/** What an event says to a person. `titleOf` gives the node's name for its key. */
export function eventWords(event: RunEvent, titleOf: (scope: string, node: string) => string): EventWords {
  const say = text.runs.log
  const node = 'node' in event ? titleOf(event.scope, event.node) : ''
  const line = (words: string, tone: EventTone = 'plain'): EventWords => ({ words, tone, node })
  switch (event.type) {
    case 'run-queued':
      return line(say.runQueued(event.trigger))
    case 'run-started':
      return line(say.runStarted, 'accent')
    case 'run-resumed':
      return line(say.runResumed, 'accent')
    case 'node-interrupted':
      return line(say.nodeInterrupted, 'warn')
    case 'run-cancel-requested':
      return line(say.cancelRequested, 'warn')
    case 'run-finished':
      if (event.status === 'failed') return line(say.runFailed(event.error?.message ?? ''), 'bad')
      return event.status === 'succeeded' ? line(say.runSucceeded, 'ok') : line(say.runCancelled, 'warn')
    case 'node-started':
      return line(event.attempt > 1 ? say.nodeStartedAgain(event.attempt) : say.nodeStarted)
    case 'node-finished':
      return line(say.nodeFinished(formatDuration(event.durationMs)), 'ok')
    case 'node-reused':
      return line(event.fromRunId === null ? say.nodePinned : say.nodeReused, 'ok')
    case 'node-retried':
      return line(say.nodeRetried(event.error.message, formatDuration(event.waitMs)), 'warn')
    case 'node-failed':
      if (event.goesOnWith) return line(say.nodeFailedHandled(event.error.message), 'warn')
      return line(say.nodeFailed(event.error.message), 'bad')
    case 'node-skipped':
      return line(say.nodeSkipped(event.reason))
    case 'node-cancelled':
      return line(say.nodeCancelled, 'warn')
    case 'wait-started':
      return line(say.waits(event.ask), 'accent')
    case 'wait-ended':
      return line(say.waitEnded[event.end](event.by), event.end === 'due' ? 'plain' : 'ok')
    case 'subworkflow-started':
      return line(say.subworkflow(event.workflowName, event.version))
    case 'node-logged':
      return line(event.text, event.level === 'error' ? 'bad' : event.level === 'warn' ? 'warn' : 'plain')
    case 'iterations-counted':
      return line(say.rounds(event.total))
    case 'iteration-finished': {
      const tone = event.status === 'failed' ? 'bad' : event.status === 'cancelled' ? 'warn' : 'plain'
      return line(say.roundFinished(event.index + 1, text.common.state[event.status].toLowerCase()), tone)
    }
    case 'model-call-queued':
      return line(say.callQueued(event.provider, event.limit, event.per ?? 'at-once'))
    case 'model-call-started':
      return line(say.callStarted(event.model, event.provider))
    case 'model-call-retried':
      return line(say.callRetried(event.error.message, formatDuration(event.waitMs)), 'warn')
    case 'model-call-finished': {
      const tokens = event.usage ? formatCount(event.usage.inputTokens + event.usage.outputTokens) : '0'
      return line(
        say.callFinished(event.model, tokens, formatMicroUsd(event.microUsd), formatDuration(event.latencyMs)),
      )
    }
    case 'model-call-failed':
      return line(say.callFailed(event.model, event.error.message), 'bad')
    case 'http-called': {
      const isFine = event.service?.answered ?? (event.status !== null && event.status < 400)
      const tone = isFine ? 'plain' : 'warn'
      const told = event.service?.answered
      const reply = event.status === null ? say.noReply : String(event.status)
      const status = told === undefined ? reply : told ? say.answered : say.failed
      if (event.service) {
        const { integrationId, action, waitedMs } = event.service
        const waited = waitedMs >= 1_000 ? formatDuration(waitedMs) : null
        const size = formatBytes(event.bytes)
        return line(
          say.service(`${integrationId}.${action}`, status, { size, time: formatDuration(event.durationMs), waited }),
          tone,
        )
      }
      return line(
        say.http(event.method, event.url, status, formatBytes(event.bytes), formatDuration(event.durationMs)),
        tone,
      )
    }
    case 'embedding-started':
      return line(say.embedding(event.texts, event.model))
    case 'texts-embedded':
      return event.texts === 0
        ? line(say.notEmbedded(event.model), 'warn')
        : line(say.embedded(event.texts, event.model))
    case 'agent-started':
      return line(say.agentStarted(event.name, event.version))
    case 'tool-call-started':
      return line(say.toolStarted(event.title))
    case 'tool-call-finished':
      return line(say.toolFinished(formatDuration(event.durationMs)), 'ok')
    case 'tool-call-failed':
      return line(say.toolFailed(event.error.message), 'warn')
    case 'context-cut':
      return line(event.text, 'warn')
    case 'agent-said':
      return line(say.agentSaid(event.from, event.to, event.text))
    case 'task-changed':
      return line(say.task(event.task.title, event.task.agent, event.task.state))
    default:
      return unreachable(event)
  }
}

export function eventKey(event: RunEvent): string | null {
  return 'node' in event ? nodeKey(event.scope, event.node) : null
}
