import { isJsonObject } from '../../shared/json.ts'
import { client } from '../link/client.ts'

export type SlackChannel = { id: string; name: string; isMember: boolean }

/** The channels of Slack that a connection sees, by name. Throws what Slack says. */
export async function listSlackChannels(connectionId: string): Promise<SlackChannel[]> {
  const reply = await client.integrations.call({
    integrationId: 'slack',
    action: 'list-channels',
    connectionId,
    input: {},
  })
  const list = Array.isArray(reply) ? reply.filter(isJsonObject) : []
  return list
    .flatMap(({ id, name, isMember }) =>
      typeof id === 'string' && typeof name === 'string' ? [{ id, name, isMember: isMember === true }] : [],
    )
    .sort((one, other) => one.name.localeCompare(other.name))
}
