import { text } from 'node:stream/consumers'
import { userError } from '../../shared/errors.ts'

type Secret = 'password' | 'key' | 'url' | 'secret'
type Secrets = Partial<Record<Secret, string>>

const variables: Record<Secret, string> = {
  password: 'NITI_CHANNEL_PASSWORD',
  key: 'NITI_CHANNEL_KEY',
  url: 'NITI_CHANNEL_URL',
  secret: 'NITI_CHANNEL_SECRET',
}

/**
 * What is secret of a channel: from the environment, or where the first of it is not there, from stdin, a line each.
 * Throws a user error where neither has it.
 */
export async function channelSecrets(
  env: Record<string, string | undefined>,
  [first, ...more]: [Secret, ...Secret[]],
  stdin: NodeJS.ReadStream = process.stdin,
): Promise<Secrets> {
  if (env[variables[first]]) return pick([first, ...more], (name) => env[variables[name]])
  const lines = stdin.isTTY ? [] : (await text(stdin)).split('\n').map((line) => line.trim())
  if (!lines[0]) {
    throw userError('channel.no-secret', `The ${first === 'url' ? 'address' : first} of the channel is missing.`, {
      hint: `Put it into ${variables[first]}, or pipe it in: niti channel add ... < file`,
    })
  }
  return pick([first, ...more], (name) => lines[[first, ...more].indexOf(name)] || env[variables[name]])
}

function pick(names: Secret[], read: (name: Secret) => string | undefined): Secrets {
  return Object.fromEntries(names.flatMap((name) => (read(name) ? [[name, read(name)]] : [])))
}
