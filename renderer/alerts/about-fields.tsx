import type { AlertAbout } from '../../shared/contract/alerts.ts'
import { useAgents } from '../state/agents-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { RuleForm } from './condition-fields.tsx'

const say = text.alerts.form
const any = 'any'
const triggers = Object.keys(say.triggers) as NonNullable<AlertAbout['trigger']>[] // of that record

/** Which runs a rule is about. */
export function AboutFields({ draft, change }: RuleForm) {
  const workflows = useWorkflows((state) => state.list) ?? []
  const agents = useAgents((state) => state.list) ?? []
  const { workflowId, agentId, trigger } = draft
  const isGone = workflowId !== null && !workflows.some((one) => one.workflowId === workflowId)
  return (
    <>
      <Field label={say.of}>
        <Select
          value={workflowId ?? any}
          onChange={(value) => change({ workflowId: value === any ? null : value })}
          options={[
            { value: any, label: say.allWorkflows },
            ...(isGone ? [{ value: workflowId, label: say.goneWorkflow }] : []),
            ...workflows.map((one) => ({ value: one.workflowId, label: one.name })),
          ]}
        />
      </Field>
      <div className="flex items-start gap-3">
        <Field className="flex-1" label={say.trigger}>
          <Select
            value={trigger ?? any}
            onChange={(value) => change({ trigger: triggers.find((one) => one === value) ?? null })}
            options={[
              { value: any, label: say.anyTrigger },
              ...triggers.map((value) => ({ value, label: say.triggers[value] })),
            ]}
          />
        </Field>
        <Field className="flex-1" label={say.agent}>
          <Select
            value={agentId ?? any}
            onChange={(value) => change({ agentId: value === any ? null : value })}
            options={[
              { value: any, label: say.anyAgent },
              ...(agentId !== null && !agents.some((one) => one.agentId === agentId)
                ? [{ value: agentId, label: agentId }]
                : []),
              ...agents.map((one) => ({ value: one.agentId, label: one.name })),
            ]}
          />
        </Field>
      </div>
    </>
  )
}
