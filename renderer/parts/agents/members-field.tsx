import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { agents } from '../../state/agents-store.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { AgentDefinition } from './agent-definition.tsx'
import { AgentPicker } from './agent-picker.tsx'

const say = text.agents.chooser

type MembersFieldProps = {
  value: Json | undefined
  isReadOnly: boolean
  onChange: (value: Json[], how: 'typing' | 'choosing') => void
}

/** Several agents that work together, in their order: each one of the workspace, or written here. */
export function MembersField({ value, isReadOnly, onChange }: MembersFieldProps) {
  const members = (Array.isArray(value) ? value : []).map((one) => (isJsonObject(one) ? one : {}))
  const put = (index: number, next: JsonObject, how: 'typing' | 'choosing') =>
    onChange(members.toSpliced(index, 1, next), how)
  const nameOf = (member: JsonObject, index: number) => textOf(member.name) || say.member(index + 1)
  return (
    <div className="flex flex-col gap-2">
      {members.map((member, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what it is
        <div key={index} className="flex flex-col gap-2 rounded-lg border p-2">
          <div className="flex items-center gap-1">
            <Input
              value={textOf(member.name)}
              size="sm"
              aria-label={say.memberName(index + 1)}
              placeholder={text.common.name}
              maxLength={60}
              disabled={isReadOnly}
              onChange={(name) => put(index, { ...member, name }, 'typing')}
            />
            {isReadOnly ? null : (
              <>
                {index > 0 ? (
                  <IconButton
                    icon="arrow-up"
                    size="sm"
                    label={say.moveUp(nameOf(member, index))}
                    onClick={() => onChange(members.toSpliced(index, 1).toSpliced(index - 1, 0, member), 'choosing')}
                  />
                ) : null}
                <IconButton
                  icon="x"
                  size="sm"
                  label={say.removeAgent(nameOf(member, index))}
                  onClick={() => onChange(members.toSpliced(index, 1), 'choosing')}
                />
              </>
            )}
          </div>
          <AgentPicker
            value={textOf(member.agentId)}
            isReadOnly={isReadOnly}
            onChange={(agentId) => put(index, { ...member, agentId, ...named(member, agentId) }, 'choosing')}
          />
          {textOf(member.agentId) === '' ? (
            <AgentDefinition
              value={member.definition}
              isReadOnly={isReadOnly}
              onChange={(definition, how) => {
                const { definition: _, ...rest } = member
                put(index, definition ? { ...rest, definition } : rest, how)
              }}
            />
          ) : null}
          <Field label={say.role} isOptional>
            <TextArea
              value={textOf(member.role)}
              rows={1}
              maxLength={1_000}
              disabled={isReadOnly}
              onChange={(role) => put(index, { ...member, role }, 'typing')}
            />
          </Field>
        </div>
      ))}
      {isReadOnly ? null : (
        <Button
          size="sm"
          variant="ghost"
          icon="plus"
          className="w-fit"
          onClick={() => onChange([...members, { name: say.member(members.length + 1), agentId: '' }], 'choosing')}
        >
          {say.addAgent}
        </Button>
      )}
    </div>
  )
}

/** One that nobody has named yet is called as its agent is. */
function named(member: JsonObject, agentId: string): { name?: string } {
  const isOwnName = textOf(member.name) !== '' && !/^(Agent|Member) \d+$/.test(textOf(member.name))
  const agent = agents.store.getState().list?.find((one) => one.agentId === agentId)
  return isOwnName || !agent ? {} : { name: agent.name.slice(0, 60) }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
