import { connectionTrouble, troubleWords } from '../../state/connection-trouble.ts'
import { integrations, useIntegrations } from '../../state/integrations-store.ts'
import { navigate } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { connectionLook, connectionTitle } from '../integrations/connection-state.ts'
import { useFormScope } from './form-context.ts'

const say = text.integrations.field
/** Stands for the choice that makes one; no connection is called so. */
const another = '+'

type ConnectionFieldProps = {
  integrationId: string
  /** A connection's id; empty is the only one there is. */
  value: string
  onChange: (connectionId: string) => void
}

/** Which account a node uses. Where there is none yet it leads to the wizard; the only one there is is used by itself. */
export function ConnectionField({ integrationId, value, onChange }: ConnectionFieldProps) {
  const { isReadOnly } = useFormScope()
  const connections = useIntegrations((state) => state.connections)
  const found = useIntegrations((state) => state.list?.find(({ id }) => id === integrationId))
  const service = found?.title ?? integrationId
  const isOpen = found?.open ?? false
  if (connections === null) return <Skeleton className="h-8" />
  const own = connections.filter((connection) => connection.integrationId === integrationId)
  const trouble = connectionTrouble(value, own, isOpen)
  const connect = (connectionId?: string) =>
    integrations.openWizard({
      integrationId,
      connectionId,
      backLabel: text.integrations.wizard.backToNode,
      // The only one there is needs no name; of several the new one is meant.
      onDone: (made) => {
        if (connectionId === undefined && (own.length > 0 || value !== ''))
          onChange(own.length > 0 ? made.connectionId : '')
      },
    })
  if (own.length === 0) {
    return (
      <div className="flex flex-col gap-1.5">
        <Button icon="plug" variant={isOpen ? 'secondary' : 'primary'} disabled={isReadOnly} onClick={() => connect()}>
          {say.connect(service)}
        </Button>
        <p className="text-mute text-sm">{isOpen ? say.openHint : say.connectHint}</p>
      </div>
    )
  }
  const [only] = own
  const shown = value === '' && own.length === 1 && only ? only.connectionId : value
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex gap-1.5">
        <Select
          value={own.some(({ connectionId }) => connectionId === shown) ? shown : ''}
          onChange={(next) => {
            if (next === another) connect()
            // The only one stays unnamed, so that the workflow works with anybody's account.
            else onChange(own.length === 1 ? '' : next)
          }}
          placeholder={say.choose}
          isDisabled={isReadOnly}
          showsNote
          options={[
            ...own.map((connection) => ({
              value: connection.connectionId,
              label: connectionTitle(connection),
              note: connectionLook(connection.state).label,
            })),
            ...(isReadOnly ? [] : [{ value: another, label: say.another, icon: 'plus' as const }]),
          ]}
        />
        <Button
          icon="arrow-up-right"
          aria-label={say.manage}
          title={say.manage}
          onClick={() => navigate({ screen: 'integrations', integrationId })}
        />
      </div>
      {trouble ? (
        <div role="alert" className="flex items-start gap-2 text-bad text-sm">
          <Icon name="circle-alert" size={13} className="mt-[1.5px]" />
          <span className="wrap-anywhere min-w-0 flex-1">{troubleWords(trouble, service)}</span>
          {trouble.connection && !isReadOnly ? (
            <button
              type="button"
              onClick={() => connect(trouble.connection?.connectionId)}
              className="shrink-0 rounded-xs font-semibold text-accent hover:underline"
            >
              {text.integrations.issues.again}
            </button>
          ) : null}
        </div>
      ) : value === '' ? (
        <p className="text-mute text-sm">{say.onlyOne}</p>
      ) : null}
    </div>
  )
}
