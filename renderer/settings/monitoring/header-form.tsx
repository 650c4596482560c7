import { useRef, useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { telemetry } from '../../state/telemetry-store.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Input } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'

const say = text.telemetry.otel
type Row = { key: number; name: string; value: string }

/** Headers that go along with what is sent. They are entered together, because what is kept is never shown again. */
export function HeaderForm({ onClose }: { onClose: () => void }) {
  const nextKey = useRef(1)
  const [rows, setRows] = useState<Row[]>([{ key: 0, name: '', value: '' }])
  const [error, setError] = useState<ErrorInfo | null>(null)
  const change = (key: number, next: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...next } : row)))
  const keep = async () => {
    const headers = Object.fromEntries(
      rows.map(({ name, value }) => [name.trim(), value] as const).filter(([name]) => name !== ''),
    )
    const refused = await telemetry.change({ otel: { headers: Object.keys(headers).length > 0 ? headers : null } })
    setError(refused)
    if (!refused) onClose()
  }
  return (
    <form
      className="flex flex-col gap-2.5 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <h4 className="font-semibold">{say.headers}</h4>
      <p className="text-mute text-sm">{say.replaceHint}</p>
      {rows.map((row, index) => (
        <div key={row.key} className="flex items-center gap-2">
          <Input
            value={row.name}
            onChange={(name) => change(row.key, { name })}
            placeholder={say.headerName}
            aria-label={say.headerNameOf(index + 1)}
            isMono
            className="max-w-48"
          />
          <SecretInput
            value={row.value}
            onChange={(value) => change(row.key, { value })}
            title={say.headerValueOf(row.name)}
            label={say.headerValueOf(row.name)}
          />
          <IconButton
            icon="trash-2"
            size="sm"
            label={say.removeHeader(row.name)}
            onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
          />
        </div>
      ))}
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button
          size="sm"
          icon="plus"
          onClick={() => setRows([...rows, { key: nextKey.current++, name: '', value: '' }])}
        >
          {say.addHeader}
        </Button>
        <div className="flex-1" />
        <Button size="sm" onClick={onClose}>
          {text.common.cancel}
        </Button>
        <Button size="sm" variant="primary" type="submit">
          {say.keepHeaders}
        </Button>
      </div>
    </form>
  )
}
