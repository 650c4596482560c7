import { NitiError, userError } from '../../../shared/errors.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import type { Send } from './channel-kind.ts'
import { slackMessage } from './slack.ts'

/** What Slack says where a message cannot be posted, in words, and what a person can do about it. */
const remedies: Record<string, { words: string; hint: string }> = {
  not_in_channel: {
    words: 'The app is not in that channel.',
    hint: 'In Slack, open the channel and type /invite @ and the name of the app.',
  },
  channel_not_found: {
    words: 'The app sees no such channel.',
    hint: 'Check the channel; a private one has to invite the app first.',
  },
  is_archived: { words: 'The channel is archived.', hint: 'Take it out of the archive, or choose another one.' },
  missing_scope: {
    words: 'The app may not post messages.',
    hint: 'Give it the scope chat:write in Slack, and sign in again under “Integrations”.',
  },
  restricted_action: {
    words: 'An administrator of the workspace does not allow this.',
    hint: 'Ask them, or choose another channel.',
  },
  msg_too_long: { words: 'The message is too long for Slack.', hint: 'It stands in the history of alerts.' },
}

const requestTimeoutMs = 30_000
const noFiles = () => Promise.reject(userError('channel.no-files', 'An alert holds no files.'))

/** A message through a connection to Slack. https://docs.slack.dev/reference/methods/chat.postMessage */
export function createSlackApp({ call }: Pick<IntegrationClient, 'call'>): Send<'slack-app'> {
  return async ({ target: { connectionId, channelId, channelName }, notice, signal }) => {
    const { text, blocks } = slackMessage(notice)
    const input = { channel: channelId, text, blocks, unfurl: false }
    try {
      await call(
        { integrationId: 'slack', action: 'send-message', connectionId, input, limit: 1 },
        {
          ...{ signal, idempotencyKey: null, timeoutMs: requestTimeoutMs, beforeSend: async () => {} },
          ...{ onRequest() {}, onWaiting() {}, files: { read: noFiles, keep: noFiles } },
        },
      )
    } catch (thrown) {
      throw inWords(thrown)
    }
    return { said: `Posted in ${channelName || channelId}.` }
  }
}

function inWords(thrown: unknown): unknown {
  if (!(thrown instanceof NitiError)) return thrown
  const { details } = thrown.info
  const code = typeof details === 'object' && details !== null && !Array.isArray(details) ? details.code : null
  const remedy = typeof code === 'string' ? remedies[code] : undefined
  if (!remedy) return thrown
  const { words, hint } = remedy
  return new NitiError({ ...thrown.info, message: `Slack says: ${words} (${code})`, hint }, { cause: thrown })
}
