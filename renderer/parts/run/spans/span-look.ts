import type { NodeGroup } from '../../../../shared/catalog/entry.ts'
import { containersOf } from '../../../../shared/run/events.ts'
import type { Span, SpanKind, SpanState } from '../../../../shared/run/span.ts'
import type { Workflow } from '../../../../shared/workflow/workflow.ts'
import { useCatalogStore } from '../../../state/catalog-store.ts'
import { text } from '../../../text.ts'
import type { IconName } from '../../../ui/icon.tsx'
import { nameInDocument } from '../timeline-rows.ts'
import { toolIcons } from '../tool-call-row.tsx'

const icons: Record<SpanKind, IconName> = {
  run: 'activity',
  queue: 'list-todo',
  node: 'box',
  attempt: 'rotate-ccw',
  wait: 'clock',
  limit: 'timer',
  agent: 'bot',
  'model-call': 'sparkles',
  'tool-call': 'wrench',
  'http-call': 'globe',
  embedding: 'database',
  subworkflow: 'workflow',
  round: 'repeat',
}

/** Those in which something else is done, or nothing, have no colour of their own. */
const groups: Partial<Record<SpanKind, NodeGroup>> = {
  ...{ agent: 'agent', 'model-call': 'ai', 'tool-call': 'agent', 'http-call': 'app', embedding: 'ai' },
}

export type SpanLook = { title: string; icon: IconName; group: NodeGroup | undefined }

/** What a span is called and looks like; of nodes, as their document has it. */
export function useSpanLook(document: Workflow): (span: Span) => SpanLook {
  const byType = useCatalogStore((state) => state.byType)
  return (span) => {
    const isNode = span.kind === 'node' || span.kind === 'attempt'
    const named = isNode ? nameInDocument(document, containersOf(span.scope), span.node) : null
    const entry = byType.get(named?.type ?? span.nodeType)
    const group = isNode ? (entry?.group ?? 'logic') : groups[span.kind]
    const icon = span.tool ? toolIcons[span.tool.kind] : icons[span.kind]
    return { title: titleOf(span, named?.title ?? (named ? entry?.title : undefined)), icon, group }
  }
}

function titleOf(span: Span, nodeTitle: string | undefined): string {
  const say = text.runPage.span
  switch (span.kind) {
    case 'node':
      return nodeTitle ?? span.title
    case 'attempt':
      return say.attempt(span.attempt)
    case 'queue':
      return say.queue
    case 'wait':
      return span.title || say.waits[span.wait?.for ?? 'time']
    case 'limit':
      return say.limit(span.title)
    case 'round':
      return say.round(span.title)
    default:
      return span.title || say.kinds[span.kind]
  }
}

/** As the icons of states have them. */
export function iconState(state: SpanState) {
  if (state === 'done') return 'succeeded' as const
  if (state === 'reused') return 'cached' as const
  return state === 'interrupted' ? ('cancelled' as const) : state
}
