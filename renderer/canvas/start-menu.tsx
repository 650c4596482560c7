import { useMemo } from 'react'
import { triggerIcons } from '../parts/run/trigger-icons.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { useShownRun } from '../state/shown-run-store.ts'
import { useDraft } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { runDraft, tryTrigger } from './run-draft.ts'
import { type StartNode, startNodesOf } from './start-nodes.ts'

/** Beside the run button: at which start to begin, triggers to try by hand, and a run that costs nothing. */
export function StartMenu({ workflowId }: { workflowId: string }) {
  const document = useDraft(workflowId, (draft) => draft.document)
  const types = useCatalogStore((state) => state.byType)
  const { isStarting } = useShownRun(workflowId)
  const isEmpty = document === undefined || Object.keys(document.nodes).length === 0
  const starts = useMemo(() => (document ? startNodesOf(document, types) : []), [document, types])
  const items = startItems(starts, {
    begin: (startNode) => void runDraft(workflowId, { startNode }),
    sample: (startNode) => void tryTrigger(workflowId, startNode),
    dryRun: () => void runDraft(workflowId, { dryRun: true }),
  })
  return (
    <Menu
      align="start"
      trigger={
        <IconButton
          icon="chevron-down"
          size="sm"
          label={text.triggers.start.menu}
          tooltipSide="bottom"
          disabled={isStarting || isEmpty}
          className="ml-0.5"
        />
      }
      items={items}
    />
  )
}

type Actions = { begin: (startNode: string) => void; sample: (startNode: string) => void; dryRun: () => void }

/** The entries: every start by hand where there are several ways to begin, then every trigger, then the dry run. */
export function startItems(starts: readonly StartNode[], { begin, sample, dryRun }: Actions): MenuItem[] {
  const say = text.triggers.start
  const byHand = starts.filter(({ kind }) => kind === null)
  const triggers = starts.filter(({ kind }) => kind !== null)
  const items: MenuItem[] = []
  if (starts.length > 1 && byHand.length > 0) {
    items.push(
      { kind: 'heading', label: say.heading },
      ...byHand.map(({ id, title }) => ({ label: title, icon: 'circle-play' as const, onSelect: () => begin(id) })),
    )
  }
  if (triggers.length > 0) {
    items.push(
      { kind: 'heading', label: say.sampleHeading },
      ...triggers.map(({ id, title, kind }) => ({
        label: say.sample(title),
        icon: triggerIcons[kind ?? 'schedule'],
        onSelect: () => sample(id),
      })),
    )
  }
  if (items.length > 0) items.push({ kind: 'separator' })
  items.push({ label: text.forecast.dryRun.entry, icon: 'coins', onSelect: dryRun })
  return items
}
