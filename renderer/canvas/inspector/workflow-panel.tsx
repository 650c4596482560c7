import { useState } from 'react'
import type { RunView } from '../../../shared/run/view.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { ModelPicker, ModelPrice } from '../../parts/models/model-picker.tsx'
import { RunGiven } from '../../parts/run/run-given.tsx'
import { openWorkflowBudget } from '../../state/budgets-store.ts'
import { openDock } from '../../state/dock-store.ts'
import { useRun } from '../../state/run-store.ts'
import { shownIssues } from '../../state/shown-issues.ts'
import { drafts, useDraft } from '../../state/workflow-store.ts'
import { loadWorkflows } from '../../state/workflows-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { WorkflowLimits } from './workflow-limits.tsx'

/** The workflow itself, while nothing on its canvas is chosen. */
export function WorkflowPanel() {
  const { workflowId, document, isReadOnly, runId } = useGraphView()
  const hasOutcome = useRun(runId, ({ view }) => hasStory(view))
  const problems = useDraft(workflowId ?? '', (draft) => shownIssues(draft.issues).length) ?? 0
  const set = (change: { name?: string; description?: string; settings?: Workflow['settings'] }, field: string) => {
    if (!workflowId) return
    drafts.edit(workflowId, [{ kind: 'set-workflow', ...change }], {
      coalesce: { key: `workflow:${field}`, withinMs: Number.POSITIVE_INFINITY },
    })
  }
  const leave = () => {
    if (!workflowId) return
    drafts.seal(workflowId)
    // The tab and the lists show the name.
    void drafts.flush(workflowId).then(() => loadWorkflows())
  }
  if (isReadOnly && runId) {
    return (
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
        <div>
          <h2 className="font-semibold text-lg">{document.name}</h2>
          <p className="text-mute text-sm">{text.runs.chooseNode}</p>
        </div>
        <RunGiven runId={runId} document={document} />
      </div>
    )
  }
  const settings = document.settings ?? {}
  const nodes = [...walkNodes(document)].length
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
      <div>
        <h2 className="font-semibold text-lg">{text.inspector.workflow.title}</h2>
        <p className="text-mute text-sm">{text.inspector.workflow.counts(nodes, document.edges.length)}</p>
      </div>
      {problems > 0 && !isReadOnly ? (
        <Button size="sm" icon="triangle-alert" className="w-fit" onClick={() => openDock('problems')}>
          {text.inspector.workflow.problems(problems)}
        </Button>
      ) : null}
      {runId && hasOutcome ? (
        <div className="border-b pb-4">
          <RunGiven runId={runId} document={document} hasInputs={false} />
        </div>
      ) : null}
      <Name name={document.name} isReadOnly={isReadOnly} onChange={(name) => set({ name }, 'name')} onLeave={leave} />
      <Field label={text.inspector.workflow.description} isOptional>
        <TextArea
          value={document.description ?? ''}
          disabled={isReadOnly}
          onChange={(description) => set({ description }, 'description')}
          onBlur={leave}
          rows={3}
        />
      </Field>
      <Field
        label={text.inspector.workflow.model}
        hint={text.inspector.workflow.modelHint}
        note={<ModelPrice model={settings.defaultModel ?? 'auto'} />}
      >
        <ModelPicker
          value={settings.defaultModel ?? 'auto'}
          isReadOnly={isReadOnly}
          onChange={(defaultModel) => {
            const { defaultModel: _, ...rest } = settings
            set({ settings: defaultModel === 'auto' ? rest : { ...rest, defaultModel } }, 'model')
            if (workflowId) drafts.seal(workflowId)
          }}
        />
      </Field>
      {workflowId && !isReadOnly ? (
        <Button size="sm" icon="wallet" className="w-fit" onClick={() => openWorkflowBudget(workflowId)}>
          {text.budgets.setForWorkflow}
        </Button>
      ) : null}
      <WorkflowLimits
        settings={settings}
        isReadOnly={isReadOnly}
        onLeave={leave}
        onChange={(next, name, how) => {
          set({ settings: next }, name)
          if (how === 'choosing' && workflowId) drafts.seal(workflowId)
        }}
      />
    </div>
  )
}

/** Whether there is more to say of a run than how it stands. */
function hasStory(view: RunView): boolean {
  return view.error !== undefined || view.rerunOf !== null || view.resumedAt !== null || hasEntries(view.outputs)
}

function hasEntries(values: object): boolean {
  return Object.keys(values).length > 0
}

type NameProps = { name: string; isReadOnly: boolean; onChange: (name: string) => void; onLeave: () => void }

/** A workflow always has a name: an emptied field keeps the last one. */
function Name({ name, isReadOnly, onChange, onLeave }: NameProps) {
  const [isEmpty, setEmpty] = useState(false)
  return (
    <Field label={text.common.name} error={isEmpty ? text.inspector.workflow.nameNeeded : null}>
      <Input
        value={isEmpty ? '' : name}
        maxLength={200}
        disabled={isReadOnly}
        onChange={(next) => {
          setEmpty(next === '')
          if (next !== '') onChange(next)
        }}
        onBlur={() => {
          setEmpty(false)
          onLeave()
        }}
      />
    </Field>
  )
}
