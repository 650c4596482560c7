import { useEffect, useState } from 'react'
import type { Settings } from '../../shared/contract/settings.ts'
import { isWebAddress } from '../../shared/web-address.ts'
import { changeSettings } from '../state/settings-store.ts'
import { usePublicAddress } from '../state/webhooks-store.ts'
import { text } from '../text.ts'
import { AmountField } from '../ui/amount-field.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Panel, PanelRow } from './panel.tsx'

const say = text.settings.runs
const ports = { min: 0, max: 65_535, isInteger: true }

/** Where webhooks arrive, and how services elsewhere reach this computer. */
export function WebhooksPanel({ settings }: { settings: Settings }) {
  const { webhookPort, publicUrl, tunnelCommand } = settings
  return (
    <section aria-labelledby="webhooks-heading" className="flex flex-col gap-3">
      <h3 id="webhooks-heading" className="font-semibold text-lg">
        {say.webhooks}
      </h3>
      <Panel>
        <AmountField
          layout="row"
          className="px-4 py-3"
          label={say.port}
          hint={say.portHint}
          value={webhookPort}
          limits={ports}
          onDone={(next) => {
            if (next !== undefined && next !== webhookPort) void changeSettings({ webhookPort: next })
          }}
        />
        <TextRow
          label={say.publicUrl}
          hint={say.publicUrlHint}
          placeholder="https://hooks.example.com"
          value={publicUrl}
          problemOf={(typed) => (typed === '' || isWebAddress(typed) ? null : say.publicUrlInvalid)}
          onDone={(next) => void changeSettings({ publicUrl: next })}
        />
        <TextRow
          label={say.tunnel}
          hint={say.tunnelHint}
          placeholder={say.tunnelPlaceholder}
          value={tunnelCommand}
          problemOf={() => null}
          onDone={(next) => void changeSettings({ tunnelCommand: next })}
        />
        <Reach hasTunnel={tunnelCommand !== ''} />
      </Panel>
    </section>
  )
}

function Reach({ hasTunnel }: { hasTunnel: boolean }) {
  const { value: address } = usePublicAddress()
  if (!address) return null
  const { state, url, error } = address
  const hint = error ?? (state === 'off' && hasTunnel ? say.reachWaiting : undefined)
  return (
    <PanelRow title={say.reach} {...(hint !== undefined && { hint })}>
      <span role="status" className={error ? 'text-warn' : 'text-mute'}>
        {say.reachOf[state]}
        {url === null ? null : <code className="wrap-anywhere ml-1.5 font-mono text-sm text-text">{url}</code>}
      </span>
    </PanelRow>
  )
}

type TextRowProps = {
  label: string
  hint: string
  placeholder: string
  value: string
  problemOf: (typed: string) => string | null
  onDone: (value: string) => void
}

/** Kept when one leaves the field or presses Enter; Escape brings back what is kept. */
function TextRow({ label, hint, placeholder, value, problemOf, onDone }: TextRowProps) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const wanted = typed.trim()
  const problem = problemOf(wanted)
  const done = () => {
    if (problem === null && wanted !== value) onDone(wanted)
  }
  return (
    <Field className="px-4 py-3" label={label} hint={hint} error={problem}>
      <Input
        value={typed}
        onChange={setTyped}
        placeholder={placeholder}
        isMono
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done()
          if (event.key === 'Escape') setTyped(value)
        }}
      />
    </Field>
  )
}
