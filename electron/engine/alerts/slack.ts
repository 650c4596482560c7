import type { Clock } from '../../../shared/clock.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { Send } from './channel-kind.ts'
import type { Notice } from './notice.ts'
import { post } from './post.ts'

/** What Slack says where a webhook cannot be posted to, and what a person can do about it. */
const remedies: Record<string, string> = {
  no_service: 'The webhook was removed or switched off. Make a new one in Slack and set its address here.',
  no_team: 'The workspace of this webhook is not there any more.',
  invalid_token: 'The webhook’s address is not right. Copy it from Slack again.',
  channel_not_found: 'The Slack channel was removed. Make a webhook for another one.',
  channel_is_archived: 'The Slack channel is archived. Take it out of the archive, or make a webhook for another one.',
  action_prohibited: 'An administrator of the workspace does not allow this.',
  posting_to_general_channel_denied: 'This webhook may not post to #general.',
  user_not_found: 'Whoever made the webhook has left the workspace. Make a new one.',
}

/** Slack's incoming webhooks. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function createSlack({ http, clock }: { http: Http; clock: Clock }): Send<'slack'> {
  return async ({ secrets: { url }, notice, signal }) => {
    if (url === undefined) throw userError('channel.no-url', 'This channel has no address.', { field: 'url' })
    try {
      const body = JSON.stringify(slackMessage(notice))
      return { said: await post(http, { url, headers: {}, body, allowPrivate: false, secrets: [], signal, clock }) }
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      const hint = remedies[/: (\w+)$/.exec(thrown.message)?.[1] ?? '']
      throw hint === undefined ? thrown : new NitiError({ ...thrown.info, hint }, { cause: thrown })
    }
  }
}

/** `text` is what a phone shows before the message is opened. Limits: 150 characters in a header, 3,000 in a section. */
export function slackMessage({ title, body }: Notice): { text: string; blocks: JsonObject[] } {
  return {
    text: `${escapeMarks(title)}\n${escapeMarks(body)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, 150) } },
      { type: 'section', text: { type: 'mrkdwn', text: escapeMarks(body.slice(0, 2_000)) } },
      { type: 'context', elements: [{ type: 'plain_text', text: 'Sent by Niti on your machine' }] },
    ],
  }
}

/** Slack reads these three as the beginning of a link or of a mention of everybody. */
function escapeMarks(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
