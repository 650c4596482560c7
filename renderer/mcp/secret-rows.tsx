import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { FieldContext } from '../ui/field-context.ts'
import { Input } from '../ui/input.tsx'
import { SecretInput } from '../ui/secret-input.tsx'
import { type SecretRow, secretRow } from './server-draft.ts'

const say = text.mcp.form

type SecretRowsProps = {
  rows: readonly SecretRow[]
  onChange: (rows: SecretRow[]) => void
  title: string
  hint: string
  addLabel: string
}

/** Variables or headers: a name, and a value that nobody sees again once it is kept. */
export function SecretRows({ rows, onChange, title, hint, addLabel }: SecretRowsProps) {
  const change = (key: number, next: Partial<SecretRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...next } : row)))
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-semibold text-sm">{title}</legend>
      <FieldContext value={null}>
        {rows.map((row, index) => (
          <div key={row.key} className="flex items-center gap-2">
            <Input
              value={row.name}
              onChange={(name) => change(row.key, { name, isKept: false })}
              placeholder={say.secretName}
              aria-label={say.secretNameOf(index + 1)}
              isMono
              className="max-w-48"
            />
            <SecretInput
              value={row.value}
              onChange={(value) => change(row.key, { value, isKept: false })}
              placeholder={row.isKept ? say.kept : ''}
              title={say.secretValue(row.name)}
            />
            <IconButton
              icon="trash-2"
              size="sm"
              label={say.removeSecret(row.name)}
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
            />
          </div>
        ))}
      </FieldContext>
      <div>
        <Button size="sm" icon="plus" onClick={() => onChange([...rows, secretRow()])}>
          {addLabel}
        </Button>
      </div>
      <p className="text-mute text-sm">{hint}</p>
    </fieldset>
  )
}
