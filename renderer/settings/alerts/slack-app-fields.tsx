import { useEffect, useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { useIntegrations } from '../../state/integrations-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { listSlackChannels, type SlackChannel } from '../../state/slack-channels.ts'
import { text } from '../../text.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import type { DraftForm } from './channel-draft.ts'

const say = text.channels.slackApp

/** A connection to Slack, and one of the channels that it sees. */
export function SlackAppFields({ draft, errors, change }: DraftForm) {
  const connections = (useIntegrations((state) => state.connections) ?? []).filter(
    ({ integrationId }) => integrationId === 'slack',
  )
  const { connectionId, channelId, channelName } = draft
  const { list, error } = useSlackChannels(connectionId)
  const known = list ?? []
  const isOther = channelId !== '' && !known.some(({ id }) => id === channelId)
  const choose = (id: string) => {
    change({ channelId: id, channelName: known.find((one) => one.id === id)?.name ?? channelName })
  }
  return (
    <>
      <Field
        label={say.connection}
        error={errors.connectionId}
        hint={
          connections.length > 0 ? null : (
            <>
              {say.noConnection}{' '}
              <a
                href={hrefOf({ screen: 'integrations', integrationId: 'slack' })}
                className="rounded-xs font-medium text-accent hover:underline"
              >
                {say.connect}
              </a>
            </>
          )
        }
      >
        <Select
          value={connectionId}
          onChange={(next) => change({ connectionId: next, channelId: '', channelName: '' })}
          options={connections.map((one) => ({ value: one.connectionId, label: one.title, note: one.account }))}
          placeholder={say.connection}
        />
      </Field>
      {connectionId === '' ? null : (
        <Field label={say.channel} hint={say.channelHint} error={errors.channelId}>
          <Select
            value={channelId}
            onChange={choose}
            placeholder={list === null && !error ? say.loading : say.choose}
            options={[
              ...(isOther ? [{ value: channelId, label: `#${channelName || channelId}` }] : []),
              ...known.map(({ id, name, isMember }) => ({
                value: id,
                label: `#${name}`,
                ...(isMember ? {} : { note: say.notIn }),
              })),
            ]}
          />
        </Field>
      )}
      {error ? <ErrorNote error={error} /> : null}
    </>
  )
}

/** The channels a connection sees; null until the answer is there. */
function useSlackChannels(connectionId: string): { list: SlackChannel[] | null; error: ErrorInfo | null } {
  const [shown, setShown] = useState<{ list: SlackChannel[] | null; error: ErrorInfo | null }>({
    list: null,
    error: null,
  })
  useEffect(() => {
    if (connectionId === '') return
    let isCurrent = true
    setShown({ list: null, error: null })
    listSlackChannels(connectionId).then(
      (list) => isCurrent && setShown({ list, error: null }),
      (thrown) => isCurrent && setShown({ list: null, error: errorOf(thrown) }),
    )
    return () => {
      isCurrent = false
    }
  }, [connectionId])
  return shown
}
