import { useEffect, useMemo } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { type Answer, answerOf } from '../../../shared/run/answer.ts'
import { isOver } from '../../../shared/run/events.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { type RunSlice, runs, useRun } from '../../state/run-store.ts'
import { type NodeWait, waitsOfRun } from '../wait/run-waits.ts'

/** An answer as it comes in. */
export type ShownAnswer = Answer & {
  isOver: boolean
  /** What is waited for now, questions to a person first. */
  waits: NodeWait[]
  /** Titles of the nodes at work, while none of them writes the answer. */
  working: string[]
  startedAt: number
  finishedAt: number | null
  /** Why no more of it can be had, where that is so. */
  trouble: ErrorInfo | null
}

/** The run's answer, followed while the component is shown; null until something of it is known. */
export function useAnswer(runId: string | null): ShownAnswer | null {
  useEffect(() => {
    if (runId === null) return
    void runs.loadDocument(runId)
    return runs.watch(runId)
  }, [runId])
  const slice = useRun(runId, (one) => one)
  const view = slice?.view
  const answer = useMemo(() => (view ? answerOf(view) : null), [view])
  return useMemo(() => (slice && answer ? shownAnswer(slice, answer) : null), [slice, answer])
}

function shownAnswer({ view, live, document, feed, error }: RunSlice, answer: Answer): ShownAnswer {
  const { status, startedAt, finishedAt } = view
  const trouble = feed === 'broken' ? error : null
  const over = isOver(status)
  const rest = { isOver: over, startedAt, finishedAt, trouble }
  if (over) return { ...answer, ...rest, waits: [], working: [] }
  const text = answeringNodes(document, view.workflowId === null)
    .map((id) => live[id]?.text ?? writtenBy(view.nodes[id]))
    .filter((words) => words !== '')
    .join('\n\n')
  const working = text === '' ? titlesAtWork(view, document) : []
  return { ...answer, ...rest, text, waits: waitsOfRun(view), working }
}

type Nodes = RunSlice['view']['nodes']

/** What a node has written once its call is over and the run goes on. */
function writtenBy(node: Nodes[string] | undefined): string {
  const last = node?.calls.at(-1)
  return last?.status === 'succeeded' && !last.toolCalls?.length ? last.text : ''
}

/** Ids of the nodes whose text is the run's answer: those nothing comes after, or only something last. */
export function answeringNodes(document: Workflow | null, isAgents: boolean): string[] {
  // A conversation with one agent: what is written for it is known before its document is.
  if (!document) return isAgents ? ['agent'] : []
  const after = new Map<string, string[]>()
  for (const { from, to, fromPort } of document.edges) {
    // Tools are not what comes after an agent.
    if (fromPort !== 'tools') after.set(from, [...(after.get(from) ?? []), to])
  }
  return Object.keys(document.nodes).filter((id) => (after.get(id) ?? []).every((next) => !after.has(next)))
}

function titlesAtWork({ nodes }: RunSlice['view'], document: Workflow | null): string[] {
  return Object.values(nodes).flatMap(({ scope, node, status }) => {
    const title = document?.nodes[node]?.title
    return scope === '' && status === 'running' && title ? [title] : []
  })
}
