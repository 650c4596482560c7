import { useEffect, useState } from 'react'
import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { DropZone } from '../parts/layout/drop-zone.tsx'
import { runCommand } from '../state/commands.ts'
import { loadWorkflows, useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Input } from '../ui/input.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { arrange, type SortOrder, sortOrders } from './arrange.ts'
import { ImportFailures } from './import-failures.tsx'
import { importFiles } from './import-files.ts'
import { changeListView, useListView } from './list-view-store.ts'
import { RenameDialog } from './rename-dialog.tsx'
import { TemplateList } from './template-list.tsx'
import { WorkflowCard } from './workflow-card.tsx'
import { WorkflowTable } from './workflow-table.tsx'

/** Every workflow of this data folder, and where new ones come from. */
export function WorkflowsScreen() {
  const { list, templates, error } = useWorkflows()
  const [query, setQuery] = useState('')
  useEffect(() => {
    void loadWorkflows()
  }, [])
  return (
    <DropZone
      onFiles={importFiles}
      title={text.workflows.dropHere}
      hint={text.workflows.dropHint}
      className="relative flex h-full flex-col"
    >
      <Toolbar count={list?.length ?? 0} query={query} onQuery={setQuery} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-6 px-6 py-5">
          <ImportFailures />
          {error && !list ? (
            <ErrorNote
              error={error}
              action={
                <Button size="sm" onClick={loadWorkflows}>
                  {text.common.retry}
                </Button>
              }
            />
          ) : null}
          {list === null && error ? null : <Body list={list} query={query} onClearQuery={() => setQuery('')} />}
          {query === '' ? <TemplateList templates={templates} /> : null}
        </div>
      </div>
    </DropZone>
  )
}

type ToolbarProps = { count: number; query: string; onQuery: (query: string) => void }

function Toolbar({ count, query, onQuery }: ToolbarProps) {
  const { layout, order } = useListView()
  const isOrder = (value: string): value is SortOrder => sortOrders.some((known) => known === value)
  return (
    <div className="flex h-14 shrink-0 items-center gap-2 border-b bg-panel px-6">
      <h1 className="font-semibold text-lg">{text.workflows.title}</h1>
      {count > 0 ? <span className="figures text-mute">{count}</span> : null}
      <div className="flex-1" />
      {count > 0 ? (
        <>
          <Input
            icon="search"
            type="search"
            value={query}
            onChange={onQuery}
            placeholder={text.workflows.search}
            aria-label={text.workflows.search}
            className="max-w-52"
          />
          <Select
            label={text.workflows.sort.label}
            value={order}
            onChange={(next) => isOrder(next) && changeListView({ order: next })}
            options={sortOrders.map((value) => ({ value, label: text.workflows.sort[value] }))}
            className="w-40"
          />
          <Segmented
            label={text.workflows.view.label}
            value={layout}
            onChange={(next) => changeListView({ layout: next })}
            segments={[
              { value: 'grid', label: text.workflows.view.grid, icon: 'layout-grid' },
              { value: 'list', label: text.workflows.view.list, icon: 'list' },
            ]}
          />
          <span aria-hidden className="mx-1 h-5 w-px bg-line" />
        </>
      ) : null}
      <Button icon="upload" onClick={() => runCommand('import-workflow')}>
        {text.workflows.import}
      </Button>
      <Button variant="primary" icon="plus" onClick={() => runCommand('new-workflow')}>
        {text.workflows.newWorkflow}
      </Button>
    </div>
  )
}

type BodyProps = { list: readonly WorkflowSummary[] | null; query: string; onClearQuery: () => void }

function Body({ list, query, onClearQuery }: BodyProps) {
  const { layout, order } = useListView()
  const [renaming, setRenaming] = useState<WorkflowSummary | null>(null)
  if (list === null) return <ListSkeleton />
  if (list.length === 0) {
    return (
      <div className="relative rounded-xl border">
        {/* An empty canvas, fading where the words stand. */}
        <div
          aria-hidden
          className="dot-grid absolute inset-0 [mask-image:radial-gradient(ellipse_at_center,transparent_30%,black_75%)]"
        />
        <EmptyState
          icon="workflow"
          title={text.workflows.empty.title}
          body={text.workflows.empty.body}
          className="relative py-12"
          action={
            <Button variant="primary" icon="plus" onClick={() => runCommand('new-workflow')}>
              {text.workflows.newWorkflow}
            </Button>
          }
        />
      </div>
    )
  }
  const shown = arrange(list, query, order)
  if (shown.length === 0) {
    return (
      <EmptyState
        icon="search"
        title={text.workflows.noMatch(query)}
        body={text.workflows.noMatchBody}
        action={<Button onClick={onClearQuery}>{text.workflows.clearSearch}</Button>}
      />
    )
  }
  return (
    <>
      {layout === 'list' ? (
        <WorkflowTable workflows={shown} onRename={setRenaming} />
      ) : (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3">
          {shown.map((workflow) => (
            <WorkflowCard key={workflow.workflowId} workflow={workflow} onRename={() => setRenaming(workflow)} />
          ))}
        </div>
      )}
      {renaming ? (
        <RenameDialog key={renaming.workflowId} workflow={renaming} onClose={() => setRenaming(null)} />
      ) : null}
    </>
  )
}

function ListSkeleton() {
  return (
    <div
      role="status"
      aria-label={text.common.loading}
      className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3"
    >
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-38 rounded-xl" />
      ))}
    </div>
  )
}
