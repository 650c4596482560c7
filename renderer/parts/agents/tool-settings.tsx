import type { AgentTool } from '../../../shared/agents/agent.ts'
import { searchSource } from '../../../shared/agents/agent.ts'
import { text } from '../../text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field } from '../../ui/field.tsx'
import { FieldContext } from '../../ui/field-context.ts'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { ConnectionField } from '../params/connection-field.tsx'
import { TextList } from '../params/text-list.tsx'

const say = text.agents.tool
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** Searches that go through a service, whose account they need, by its id. */
const services: Record<string, string | undefined> = { tavily: 'tavily', brave: 'brave-search', serpapi: 'serpapi' }

type ToolSettingsProps = { tool: AgentTool; onChange: (tool: AgentTool) => void; isReadOnly: boolean }

/** Whether there is something to set. */
export function hasSettings(tool: AgentTool, needsConnection: boolean): boolean {
  return ['http', 'files', 'web-search'].includes(tool.kind) || (tool.kind === 'action' && needsConnection)
}

/** How one tool is set: which account, which hosts, which folder. */
export function ToolSettings({ tool, onChange, isReadOnly }: ToolSettingsProps) {
  switch (tool.kind) {
    case 'action':
      return (
        <Field label={say.connection}>
          <ConnectionField
            integrationId={tool.integrationId}
            value={tool.connection}
            onChange={(connection) => onChange({ ...tool, connection })}
          />
        </Field>
      )
    case 'http':
      return (
        <>
          <Field label={say.hosts} hint={<Ticks words={say.hostsHint} />}>
            <FieldContext value={null}>
              <TextList
                value={tool.hosts}
                placeholder={say.hostPlaceholder}
                onChange={(hosts) => onChange({ ...tool, hosts: Array.isArray(hosts) ? hosts.map(String) : [] })}
              />
            </FieldContext>
          </Field>
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1.5 font-semibold text-sm">{say.methods}</legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1.5">
              {methods.map((method) => (
                <Checkbox
                  key={method}
                  isOn={tool.methods.includes(method)}
                  isDisabled={isReadOnly}
                  label={<span className="font-mono text-sm">{method}</span>}
                  onChange={(isOn) =>
                    onChange({
                      ...tool,
                      methods: methods.filter((one) => (one === method ? isOn : tool.methods.includes(one))),
                    })
                  }
                />
              ))}
            </div>
          </fieldset>
        </>
      )
    case 'files':
      return (
        <>
          <Field label={say.folder} hint={say.folderHint}>
            <Input
              value={tool.folder}
              isMono
              icon="folder"
              placeholder={say.folderPlaceholder}
              disabled={isReadOnly}
              onChange={(folder) => onChange({ ...tool, folder })}
            />
          </Field>
          <Field label={say.access}>
            <Select
              value={tool.access}
              isDisabled={isReadOnly}
              className="w-48"
              onChange={(access) => onChange({ ...tool, access: access === 'write' ? 'write' : 'read' })}
              options={(['read', 'write'] as const).map((value) => ({ value, label: say.accesses[value] }))}
            />
          </Field>
        </>
      )
    case 'web-search': {
      const service = services[tool.source]
      return (
        <>
          <Field label={say.source}>
            <Select
              value={tool.source}
              isDisabled={isReadOnly}
              onChange={(next) => {
                const source = searchSource.options.find((one) => one === next)
                if (source) onChange({ ...tool, source, connection: '' })
              }}
              options={searchSource.options
                // The other two need more than a connection to say where: a folder is a tool of its own, as a server's is.
                .filter((value) => value !== 'folder' && value !== 'mcp')
                .map((value) => ({ value, label: say.sources[value] }))}
            />
          </Field>
          {service ? (
            <Field label={say.connection}>
              <ConnectionField
                integrationId={service}
                value={tool.connection}
                onChange={(connection) => onChange({ ...tool, connection })}
              />
            </Field>
          ) : null}
        </>
      )
    }
    default:
      return null
  }
}
