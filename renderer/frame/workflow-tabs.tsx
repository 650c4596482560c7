import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { keyOf, runCommand } from '../state/commands.ts'
import { closeTab, useOpenTabs } from '../state/open-tabs-store.ts'
import { hrefOf, navigate, useRoute } from '../state/route-store.ts'
import { useWaits, waitOf } from '../state/waits-store.ts'
import { useDraft } from '../state/workflow-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { ContextMenu } from '../ui/menu.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** The open workflows, and a button for a new one. */
export function WorkflowTabs() {
  const workflowIds = useOpenTabs((state) => state.workflowIds)
  const list = useWorkflows((state) => state.list)
  const route = useRoute()
  const current = route.screen === 'workflow' ? route.workflowId : null
  return (
    <nav aria-label={text.frame.tabs.label} className="flex min-w-0 flex-1 items-center gap-1">
      <ul className="flex min-w-0 items-center gap-1">
        {workflowIds.map((workflowId) => (
          <WorkflowTab
            key={workflowId}
            workflowId={workflowId}
            summary={list?.find((entry) => entry.workflowId === workflowId)}
            isCurrent={workflowId === current}
          />
        ))}
      </ul>
      <IconButton
        icon="plus"
        label={text.frame.tabs.newWorkflow}
        shortcut={keyOf('new-workflow')}
        tooltipSide="bottom"
        onClick={() => runCommand('new-workflow')}
      />
    </nav>
  )
}

/** What stands before a tab's name in place of the usual drawing. */
const signs = {
  running: { icon: 'loader-circle', label: text.frame.tabs.running, look: 'animate-spin text-accent' },
  queued: { icon: 'clock', label: text.common.state.queued, look: 'text-mute' },
} as const

/** The same where its run waits for a person, or for something else. */
const waitSigns = {
  person: { icon: 'hand', label: text.waits.states.person, look: 'text-warn' },
  some: { icon: 'hourglass', label: text.waits.states.some, look: 'text-warn' },
} as const

type WorkflowTabProps = { workflowId: string; summary: WorkflowSummary | undefined; isCurrent: boolean }

function WorkflowTab({ workflowId, summary, isCurrent }: WorkflowTabProps) {
  const draftName = useDraft(workflowId, (draft) => draft.document.name)
  const saveFailed = useDraft(workflowId, (draft) => draft.save.state === 'error') ?? false
  const draftDiffers = useDraft(workflowId, (draft) => draft.publication.hasUnpublishedChanges)
  const isUnpublished = draftDiffers ?? summary?.publication.hasUnpublishedChanges ?? false
  const name = draftName ?? summary?.name
  const status = summary?.lastRun?.status
  const waiting = useWaits(({ list }) => waitOf(list, summary?.lastRun?.runId))
  const sign = waiting
    ? waitSigns[waiting]
    : status === 'running'
      ? signs.running
      : status === 'queued'
        ? signs.queued
        : null
  const close = (id = workflowId) => leaveTab(id, isCurrent)
  const others = () => useOpenTabs.getState().workflowIds.filter((id) => id !== workflowId)
  return (
    <ContextMenu
      items={[
        { label: text.frame.tabs.closeTab, icon: 'x', onSelect: () => close() },
        {
          label: text.frame.tabs.closeOthers,
          onSelect: () => {
            for (const id of others()) closeTab(id)
            navigate({ screen: 'workflow', workflowId })
          },
        },
        {
          label: text.frame.tabs.closeAll,
          onSelect: () => {
            for (const id of [...others(), workflowId]) closeTab(id)
            navigate({ screen: 'workflows' })
          },
        },
      ]}
    >
      <li
        className={classNames(
          'group flex h-7 min-w-0 max-w-48 items-center rounded-md transition-colors duration-100',
          isCurrent ? 'bg-bg text-text' : 'text-mute hover:bg-hover hover:text-text',
        )}
      >
        <a
          href={hrefOf({ screen: 'workflow', workflowId })}
          aria-current={isCurrent ? 'page' : undefined}
          title={name}
          onAuxClick={(event) => {
            if (event.button !== 1) return
            event.preventDefault()
            close()
          }}
          className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-md pl-2.5 font-medium"
        >
          <Icon
            name={sign?.icon ?? 'workflow'}
            size={14}
            label={sign?.label}
            className={sign?.look ?? (isCurrent ? 'text-text' : '')}
          />
          {name === undefined ? <Skeleton className="h-3 w-20" /> : <span className="truncate">{name}</span>}
          {isUnpublished ? (
            <span
              role="img"
              aria-label={text.versions.publish.dot}
              title={text.versions.publish.dot}
              className="size-1.5 shrink-0 rounded-full bg-warn"
            />
          ) : null}
          {saveFailed ? (
            <Icon name="circle-alert" size={13} label={text.frame.tabs.notSaved} className="text-bad" />
          ) : null}
        </a>
        <button
          type="button"
          aria-label={text.frame.tabs.close(name ?? '')}
          onClick={() => close()}
          className={classNames(
            'mx-1 flex size-5 shrink-0 items-center justify-center rounded-sm text-mute hover:bg-line hover:text-text focus-visible:opacity-100 group-hover:opacity-100',
            !isCurrent && 'opacity-0',
          )}
        >
          <Icon name="x" size={12} />
        </button>
      </li>
    </ContextMenu>
  )
}

/** Closes a tab; when it was the one shown, its neighbour takes its place. */
export function leaveTab(workflowId: string, isCurrent: boolean): void {
  const next = closeTab(workflowId)
  if (!isCurrent) return
  navigate(next ? { screen: 'workflow', workflowId: next } : { screen: 'workflows' })
}
