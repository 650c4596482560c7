import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { nodeKey } from '../../../shared/run/events.ts'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { scopeOf, useGraphView } from '../../parts/graph/graph-view.tsx'
import { type ChangeParam, FormProvider, type FormScope } from '../../parts/params/form-context.ts'
import { formFields } from '../../parts/params/form-fields.ts'
import { ParamForm } from '../../parts/params/param-form.tsx'
import { referencesFor } from '../../parts/params/references.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { runs } from '../../state/run-store.ts'
import { openGraph, selectionOf, useSelection } from '../../state/selection-store.ts'
import { lookUpSubworkflow } from '../../state/subworkflows-store.ts'
import { drafts, useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'
import { IssueNote } from './issue-note.tsx'
import { NodeCosts } from './node-costs.tsx'
import { NodeName } from './node-name.tsx'
import { NodePolicyForm } from './node-policy-form.tsx'
import { PinnedNote } from './pinned-note.tsx'
import { TriggerPanel } from './trigger/trigger-panel.tsx'

type NodeSetupProps = { nodeId: string; node: WorkflowNode; actions: CanvasActions }

/** The form of a node, drawn from its type's schema, with what is wrong at each field. */
export function NodeSetup({ nodeId, node, actions }: NodeSetupProps) {
  const view = useGraphView()
  const { canvas, workflowId, at, isReadOnly, runId } = view
  const types = useCatalogStore((state) => state.byType)
  const entry = types.get(node.type)
  const fields = useMemo(() => {
    const all = entry ? formFields(entry.params) : []
    // A trigger keeps watch while no run is there, so there is nothing its expressions could name.
    return entry?.trigger ? all.map((field) => ({ ...field, isRaw: true })) : all
  }, [entry])
  const allIssues = useDraft(workflowId ?? '', (draft) => draft.issues)
  const box = useRef<HTMLDivElement>(null)
  useFieldFocus(canvas, box)

  const issues = useMemo(() => {
    if (isReadOnly) return []
    return (allIssues ?? []).filter((issue) => issue.nodeId === nodeId && issue.at.join('/') === at.join('/'))
  }, [allIssues, nodeId, at, isReadOnly])

  const latest = useRef(view)
  latest.current = view
  const form = useMemo<FormScope>(
    () => ({
      isReadOnly,
      onLeave: () => workflowId && drafts.seal(workflowId),
      drawForm: (inner) => <ParamForm {...inner} />,
      references() {
        const { document, at: path } = latest.current
        const slice = runId ? runs.store.getState().runs[runId] : undefined
        const { rounds } = selectionOf(canvas)
        return referencesFor({
          document,
          at: path,
          nodeId,
          lookUpWorkflow: lookUpSubworkflow,
          types: useCatalogStore.getState().byType,
          lookUp(place, id) {
            const outputs = slice?.view.nodes[nodeKey(scopeOf(place, rounds), id)]?.outputs
            return outputs && Object.values(outputs)[0]
          },
        })
      },
    }),
    [isReadOnly, workflowId, runId, canvas, nodeId],
  )

  const change: ChangeParam = (name, value, how) => {
    // The newest params, not the drawn ones: two fields may change between two frames.
    const now = latest.current.graph.nodes[nodeId]
    if (!now) return
    const { [name]: _, ...others } = now.params
    const params = value === undefined ? others : { ...now.params, [name]: value }
    const key = `params:${at.join('/')}/${nodeId}:${name}`
    actions.edit([{ kind: 'set-params', at: [...at], id: nodeId, params }], {
      coalesce: how === 'typing' ? { key, withinMs: Number.POSITIVE_INFINITY } : undefined,
    })
  }

  if (!entry) {
    return (
      <div className="p-3.5">
        <ErrorNote error={{ message: text.canvas.card.unknownType(node.type), hint: text.inspector.unknownTypeHint }} />
      </div>
    )
  }
  const general = issues.filter((issue) => !fields.some(({ name }) => isAt(issue.field, `params.${name}`)))
  return (
    <FormProvider value={form}>
      <div ref={box} className="flex flex-col gap-4 p-3.5">
        {general.map((issue) => (
          <IssueNote key={`${issue.code}${issue.message}`} issue={issue} />
        ))}
        {node.pinned ? <PinnedNote nodeId={nodeId} actions={actions} /> : null}
        {entry.container ? (
          <Button icon="maximize-2" onClick={() => openGraph(canvas, [...at, nodeId])}>
            {text.canvas.menu.open}
          </Button>
        ) : null}
        <ParamForm
          fields={fields}
          values={node.params}
          onChange={change}
          issues={issues}
          path="params"
          hasTokens={entry.usesModel}
        />
        {fields.length === 0 ? <p className="text-mute">{entry.summary}</p> : null}
        {entry.trigger ? <TriggerPanel nodeId={nodeId} node={node} entry={entry} kind={entry.trigger} /> : null}
        {entry.inert ? null : <NodePolicyForm nodeId={nodeId} node={node} actions={actions} />}
        {entry.inert ? null : <NodeName key={nodeId} nodeId={nodeId} actions={actions} />}
      </div>
      <NodeCosts nodeId={nodeId} />
    </FormProvider>
  )
}

function isAt(field: string | undefined, path: string): boolean {
  return field === path || (field?.startsWith(`${path}.`) ?? false)
}

/** Goes to the field that was asked for from the list of problems. */
function useFieldFocus(canvas: string, box: RefObject<HTMLElement | null>): void {
  const wanted = useSelection(canvas, (selection) => selection.focusField)
  useEffect(() => {
    if (!wanted) return
    let timer: ReturnType<typeof setTimeout>
    // The form may only now be about to be drawn, and a code editor may still be loading.
    const look = (more: number) => {
      timer = setTimeout(() => {
        if (!focusControl(box.current, wanted.field) && more > 0) look(more - 1)
      }, 60)
    }
    look(20)
    return () => clearTimeout(timer)
  }, [wanted, box])
}

/** False while there is nothing to focus yet. */
function focusControl(box: HTMLElement | null, field: string): boolean {
  // `params.categories.0.name` is inside what is marked `params.categories.0`, which is inside `params.categories`.
  const places = [...(box?.querySelectorAll<HTMLElement>('[data-field]') ?? [])]
  const best = places
    .filter(({ dataset }) => isAt(field, dataset.field ?? '-'))
    .sort((a, b) => (b.dataset.field?.length ?? 0) - (a.dataset.field?.length ?? 0))[0]
  if (!best) return false
  // The one the label stands for; a list of many controls has none.
  const labelled = best.querySelector('label')?.htmlFor ?? ''
  const control =
    document.getElementById(labelled) ??
    best.querySelector<HTMLElement>('input, textarea, .cm-content, button[role="combobox"]')
  best.scrollIntoView({ block: 'center', behavior: 'smooth' })
  control?.focus()
  return control !== null
}
