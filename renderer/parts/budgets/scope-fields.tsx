import type { BudgetScope } from '../../../shared/contract/budgets.ts'
import { useAgents } from '../../state/agents-store.ts'
import { useConnections } from '../../state/connections-store.ts'
import { useWorkflows } from '../../state/workflows-store.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { ModelPicker } from '../models/model-picker.tsx'
import type { BudgetDraft } from './budget-draft.ts'

const say = text.budgets.dialog
const kinds = ['workspace', 'run', 'workflow', 'agent', 'provider', 'model'] as const
const periods = ['run', 'day', 'week', 'month', 'total'] as const

type ScopeFieldsProps = {
  draft: BudgetDraft
  error: string | null | undefined
  onChange: (change: Partial<BudgetDraft>) => void
}

/** Whose calls a new budget counts, and when it begins anew. */
export function ScopeFields({ draft, error, onChange }: ScopeFieldsProps) {
  const { kind, ids, period } = draft
  const hasTarget = kind !== 'workspace' && kind !== 'run'
  const choose = (id: string) => onChange({ ids: { ...ids, [kind]: id } })
  const chosenKind = (value: string): BudgetScope['kind'] => kinds.find((one) => one === value) ?? 'workspace'
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label={say.scope} error={hasTarget ? null : error}>
          <Select
            value={kind}
            onChange={(value) => onChange({ kind: chosenKind(value) })}
            options={kinds.map((value) => ({ value, label: say.scopes[value] }))}
          />
        </Field>
        {kind === 'run' ? null : (
          <Field label={say.period}>
            <Select
              value={period}
              onChange={(value) => onChange({ period: periods.find((one) => one === value) ?? 'month' })}
              options={periods.map((value) => ({ value, label: say.periods[value] }))}
            />
          </Field>
        )}
      </div>
      {kind === 'workflow' ? (
        <Field label={say.workflow} error={error}>
          <WorkflowSelect value={ids.workflow} onChange={choose} />
        </Field>
      ) : null}
      {kind === 'agent' ? (
        <Field label={say.agent} error={error}>
          <AgentSelect value={ids.agent} onChange={choose} />
        </Field>
      ) : null}
      {kind === 'provider' ? (
        <Field label={say.provider} error={error}>
          <ProviderSelect value={ids.provider} onChange={choose} />
        </Field>
      ) : null}
      {kind === 'model' ? (
        <Field label={say.model} error={error}>
          <ModelPicker value={ids.model} onChange={choose} hasAuto={false} />
        </Field>
      ) : null}
    </>
  )
}

type PickProps = { value: string; onChange: (id: string) => void }

function WorkflowSelect({ value, onChange }: PickProps) {
  const workflows = useWorkflows((state) => state.list)
  const options = (workflows ?? []).map(({ workflowId, name }) => ({ value: workflowId, label: name }))
  return <Select value={value} onChange={onChange} placeholder={say.chooseWorkflow} options={options} />
}

function AgentSelect({ value, onChange }: PickProps) {
  const agents = useAgents((state) => state.list)
  const options = (agents ?? []).map(({ agentId, name }) => ({ value: agentId, label: name }))
  return <Select value={value} onChange={onChange} placeholder={say.chooseAgent} options={options} />
}

/** What can be used now stands above what needs a key first. */
function ProviderSelect({ value, onChange }: PickProps) {
  const providers = useConnections((state) => state.providers)
  const options = (providers ?? [])
    .toSorted((a, b) => Number(b.ready) - Number(a.ready))
    .map(({ id, title, ready }) => ({ value: id, label: title, note: ready ? undefined : text.inspector.model.noKey }))
  return <Select value={value} onChange={onChange} placeholder={say.chooseProvider} options={options} />
}
