import { text } from '../text.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input, TextArea } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { SecretRows } from './secret-rows.tsx'
import { type DraftProblems, type ServerDraft, withUrl } from './server-draft.ts'

const say = text.mcp.form

type ServerFieldsProps = { draft: ServerDraft; onChange: (draft: ServerDraft) => void; problems: DraftProblems }

/** Everything about one server, and what leaves the machine because of it. */
export function ServerFields({ draft, onChange, problems }: ServerFieldsProps) {
  const change = (next: Partial<ServerDraft>) => onChange({ ...draft, ...next })
  const isProgram = draft.kind === 'stdio'
  const host = URL.parse(draft.url.trim())?.host
  return (
    <div className="flex flex-col gap-4">
      <Field label={say.title} isOptional>
        <Input value={draft.title} onChange={(title) => change({ title })} maxLength={100} />
      </Field>
      <Field label={say.kind}>
        <Select
          value={draft.kind}
          onChange={(kind) => change({ kind: kind === 'http' ? 'http' : 'stdio' })}
          options={[
            { value: 'stdio', label: say.kinds.stdio },
            { value: 'http', label: say.kinds.http },
          ]}
        />
      </Field>
      {isProgram ? (
        <>
          <Field label={say.command} hint={say.commandHint} error={problems.command}>
            <Input value={draft.command} onChange={(command) => change({ command })} placeholder="npx" isMono />
          </Field>
          <Field label={say.args} hint={say.argsHint} isOptional>
            <TextArea value={draft.args} onChange={(args) => change({ args })} rows={3} isMono />
          </Field>
          <Field label={say.folder} isOptional>
            <Input value={draft.folder} onChange={(folder) => change({ folder })} isMono />
          </Field>
        </>
      ) : (
        <>
          <Field label={say.url} hint={say.urlHint} error={problems.url}>
            <Input
              value={draft.url}
              onChange={(url) => onChange(withUrl(draft, url))}
              inputMode="url"
              placeholder="https://example.com/mcp"
              isMono
            />
          </Field>
          <Checkbox
            isOn={draft.allowPrivate}
            onChange={(allowPrivate) => change({ allowPrivate })}
            label={say.allowPrivate}
          />
        </>
      )}
      <SecretRows
        rows={draft.secrets}
        onChange={(secrets) => change({ secrets })}
        title={isProgram ? say.variables : say.headers}
        hint={isProgram ? say.variablesHint : say.headersHint}
        addLabel={isProgram ? say.addVariable : say.addHeader}
      />
      {isProgram || host ? (
        <p className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-2 text-mute text-sm">
          <Icon name={isProgram ? 'terminal' : 'globe'} size={14} className="mt-0.5" />
          {isProgram ? say.leavesStdio : say.leavesHttp(host ?? '')}
        </p>
      ) : null}
    </div>
  )
}
