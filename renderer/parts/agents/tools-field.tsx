import { useMemo, useState } from 'react'
import type { AgentDocument, AgentTool } from '../../../shared/agents/agent.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import { toolKeys } from './tool-look.ts'
import { ToolPicker } from './tool-picker.tsx'
import { ToolRow } from './tool-row.tsx'
import { useToolDescriptions } from './use-tool-descriptions.ts'
import { useToolWorld } from './use-tool-world.ts'

const say = text.agents.tool

type ToolsFieldProps = {
  document: AgentDocument
  /** Of an agent that is stored: it cannot be its own tool, and what it was allowed is known. */
  agentId?: string
  isReadOnly?: boolean
  onChange: (tools: AgentTool[]) => void
}

/** The tools of an agent, and the way to more of them. */
export function ToolsField({ document, agentId, isReadOnly = false, onChange }: ToolsFieldProps) {
  const { tools } = document
  const world = useToolWorld()
  const { functionsOf, error } = useToolDescriptions(document, agentId, world)
  const [isPicking, setPicking] = useState(false)
  const keys = useMemo(() => toolKeys(tools), [tools])
  return (
    <div className="flex flex-col gap-2">
      {tools.length === 0 ? (
        <div className="flex items-start gap-2.5 rounded-lg border border-line-strong border-dashed px-3 py-3">
          <Icon name="wrench" size={16} className="mt-0.5 text-mute" />
          <p className="min-w-0 flex-1">
            <span className="font-medium">{say.none}</span>
            <span className="block text-mute text-sm">{say.noneBody}</span>
          </p>
        </div>
      ) : (
        <ul aria-label={text.agents.sections.tools} className="flex flex-col gap-2">
          {tools.map((tool, index) => (
            <ToolRow
              key={keys[index]}
              tool={tool}
              world={world}
              functions={functionsOf(keys[index] ?? '')}
              isReadOnly={isReadOnly}
              onChange={(next) => onChange(tools.map((one, at) => (at === index ? next : one)))}
              onRemove={() => onChange(tools.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      {error && tools.length > 0 ? <ErrorNote error={{ message: say.notLoaded, hint: error.message }} /> : null}
      {isReadOnly ? null : (
        <Button icon="plus" className="w-fit" onClick={() => setPicking(true)}>
          {say.add}
        </Button>
      )}
      {isPicking ? (
        <ToolPicker
          tools={tools}
          world={world}
          agentId={agentId}
          onChange={onChange}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </div>
  )
}
