import type { Redis } from 'ioredis'
import { z } from 'zod'
import { hint, textParam, valueParam, valueToText } from '../../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../../shared/json.ts'
import {
  type FoundEvents,
  forClient,
  type ProtocolClient,
  type ProtocolComplaint,
  type UseContext,
} from '../define-protocol.ts'
import { reachServer, serverAddress, serverFields } from './server-fields.ts'

type RedisClient = ProtocolClient & { redis: Redis }

const { action, trigger, protocol } = forClient<RedisClient>()

const key = textParam({ required: true }).meta(hint({ title: 'Key', placeholder: 'greeting' }))
const value = valueParam()
  .default('')
  .meta(hint({ title: 'Value', description: 'Lists and objects are stored as JSON.', control: 'json' }))
const end = z
  .enum(['left', 'right'])
  .meta(hint({ title: 'End of the list', choices: { left: 'Its beginning', right: 'Its end' } }))

export default protocol({
  id: 'redis',
  title: 'Redis',
  category: 'databases',
  brand: 'redis',
  summary: 'Keep values, lists and counters in Redis, publish messages, and begin runs with them.',
  keywords: ['key', 'value', 'cache', 'queue', 'valkey', 'pubsub'],
  docsUrl: 'https://redis.io/docs/latest/commands/',
  fields: [
    ...serverFields({ port: '6379', ways: ['tls', 'off'] }),
    { name: 'database', title: 'Database', initial: '0', pattern: /\d{1,5}/ },
    { name: 'user', title: 'User name', description: 'Empty: the default one.', optional: true },
  ],
  signIn: [
    {
      id: 'password',
      title: 'Password',
      setup: ['Copy server, port and password from your provider, or from `requirepass` of redis.conf.'],
      secrets: [{ name: 'password', title: 'Password', optional: true }],
    },
  ],
  speaks: 'REDIS',
  address: (fields) => serverAddress('redis', fields),
  async connect(context) {
    const { user = '', database = '0' } = context.fields
    const { password = '' } = context.secrets
    const { address, port, security, tls } = await reachServer(context, password)
    const { Redis } = await import('ioredis')
    const redis = new Redis({
      ...{ host: address, port, db: Number(database), lazyConnect: true, disableClientInfo: true },
      ...{ retryStrategy: () => null, maxRetriesPerRequest: 0, enableOfflineQueue: false, connectTimeout: 20_000 },
      ...{ autoResubscribe: false, autoResendUnfulfilledCommands: false },
      ...(user !== '' && { username: user }),
      ...(password !== '' && { password }),
      ...(security === 'tls' && { tls }),
    })
    let failure: unknown = null
    redis.on('error', (error) => {
      failure = error
    })
    const close = () => redis.disconnect()
    context.signal.addEventListener('abort', close, { once: true })
    try {
      await redis.connect()
      // Without a password the server may let anybody connect and answer nobody.
      await redis.ping()
    } catch (thrown) {
      close()
      throw failure ?? thrown
    } finally {
      context.signal.removeEventListener('abort', close)
    }
    return { redis, isOpen: () => redis.status === 'ready', close }
  },
  async test({ redis }, { fields }) {
    await redis.ping()
    return fields.user || (fields.host ?? '')
  },
  complaint,
  actions: {
    get: action({
      title: 'Get a value',
      summary: 'Gives the value of a key, or nothing where there is none.',
      group: 'Values',
      kind: 'read',
      input: z.object({ key }),
      run: ({ redis }, input) => redis.get(input.key),
      examples: [{ input: { key: 'greeting' }, gives: 'hello' }],
    }),
    set: action({
      title: 'Set a value',
      summary: 'Sets the value of a key.',
      group: 'Values',
      kind: 'write',
      input: z.object({
        key,
        value,
        seconds: z
          .number()
          .int()
          .min(0)
          .default(0)
          .meta(hint({ title: 'Forget it after', description: 'Seconds; 0 keeps it.', advanced: true })),
        only: z
          .enum(['always', 'new', 'there'])
          .default('always')
          .meta(
            hint({
              title: 'When',
              choices: { always: 'Always', new: 'Where there is none yet', there: 'Where there is one' },
              advanced: true,
            }),
          ),
      }),
      async run({ redis }, { key, value, seconds, only }) {
        const more = [
          ...(seconds > 0 ? ['EX', String(seconds)] : []),
          ...{ always: [], new: ['NX'], there: ['XX'] }[only],
        ]
        return { isSet: (await redis.call('SET', key, textOf(value), ...more)) === 'OK' }
      },
      examples: [{ input: { key: 'greeting', value: 'hello' }, gives: { isSet: true } }],
    }),
    delete: action({
      title: 'Delete keys',
      summary: 'Deletes one or more keys with all they hold.',
      group: 'Values',
      kind: 'delete',
      input: z.object({
        keys: z
          .union([z.array(textParam()), textParam({ required: true })])
          .meta(hint({ title: 'Keys', description: 'One key, or a list.' })),
      }),
      async run({ redis }, { keys }) {
        const all = Array.isArray(keys) ? keys : [keys]
        return { deleted: all.length === 0 ? 0 : await redis.del(...all) }
      },
      examples: [{ input: { keys: ['greeting', 'old'] }, gives: { deleted: 1 } }],
    }),
    increment: action({
      title: 'Count up',
      summary: 'Adds to a counter and gives what it is then.',
      group: 'Values',
      kind: 'write',
      input: z.object({
        key,
        by: z
          .number()
          .int()
          .default(1)
          .meta(hint({ title: 'By', description: 'A negative number counts down.' })),
      }),
      run: ({ redis }, { key, by }) => redis.incrby(key, by),
      examples: [{ input: { key: 'visits' }, gives: 7 }],
    }),
    push: action({
      title: 'Push to a list',
      summary: 'Adds values to a list and gives how long it is then.',
      group: 'Lists',
      kind: 'write',
      input: z.object({
        key,
        values: valueParam()
          .default('')
          .meta(hint({ title: 'Values', description: 'One value, or a list of them.', control: 'json' })),
        end: end.default('right'),
      }),
      async run({ redis }, { key, values, end }) {
        const texts = (Array.isArray(values) ? values : [values]).map(textOf)
        if (texts.length === 0) return redis.llen(key)
        return end === 'left' ? redis.lpush(key, ...texts) : redis.rpush(key, ...texts)
      },
      examples: [{ input: { key: 'jobs', values: ['a', 'b'] }, gives: 2 }],
    }),
    pop: action({
      title: 'Pop from a list',
      summary: 'Takes the first or last value out of a list; nothing where it is empty.',
      group: 'Lists',
      kind: 'write',
      input: z.object({ key, end: end.default('left') }),
      run: ({ redis }, { key, end }) => (end === 'left' ? redis.lpop(key) : redis.rpop(key)),
      examples: [{ input: { key: 'jobs' }, gives: 'a' }],
    }),
    'get-hash': action({
      title: 'Get a hash',
      summary: 'Gives all fields of a hash as an object.',
      group: 'Hashes',
      kind: 'read',
      input: z.object({ key }),
      run: ({ redis }, input) => redis.hgetall(input.key),
      examples: [{ input: { key: 'user:1' }, gives: { name: 'Ada', city: 'London' } }],
    }),
    'set-hash': action({
      title: 'Set fields of a hash',
      summary: 'Sets fields of a hash; the others stay as they are.',
      group: 'Hashes',
      kind: 'write',
      input: z.object({
        key,
        fields: z
          .record(z.string(), valueParam())
          .default({})
          .meta(hint({ title: 'Fields', control: 'key-values' })),
      }),
      async run({ redis }, { key, fields }) {
        const texts = Object.entries(fields).flatMap(([name, one]) => [name, textOf(one)])
        return { added: texts.length === 0 ? 0 : await redis.hset(key, ...texts) }
      },
      examples: [{ input: { key: 'user:1', fields: { name: 'Ada' } }, gives: { added: 1 } }],
    }),
    'find-keys': action({
      title: 'Find keys',
      summary: 'Lists keys that match a pattern, without holding the server up.',
      group: 'Values',
      kind: 'read',
      input: z.object({
        pattern: textParam()
          .default('*')
          .meta(hint({ title: 'Pattern', placeholder: 'user:*' })),
        most: z
          .number()
          .int()
          .min(1)
          .max(100_000)
          .default(1_000)
          .meta(hint({ title: 'Most keys', advanced: true })),
      }),
      async run({ redis }, { pattern, most }) {
        const found = new Set<string>()
        let cursor = '0'
        do {
          const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
          for (const one of keys) found.add(one)
          cursor = next
        } while (cursor !== '0' && found.size < most)
        return [...found].sort().slice(0, most)
      },
      examples: [{ input: { pattern: 'user:*' }, gives: ['user:1', 'user:2'] }],
    }),
    publish: action({
      title: 'Publish a message',
      summary: 'Sends a message to whoever listens to a channel, and gives how many those were.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        channel: textParam({ required: true }).meta(hint({ title: 'Channel', placeholder: 'news' })),
        message: valueParam()
          .default('')
          .meta(hint({ title: 'Message', control: 'json' })),
      }),
      run: ({ redis }, { channel, message }) => redis.publish(channel, textOf(message)),
      examples: [{ input: { channel: 'news', message: 'hello' }, gives: 1 }],
    }),
  },
  triggers: {
    message: trigger({
      title: 'Message on a channel',
      summary: 'Begins a run for each message of a channel. What is sent while the program is closed is not heard.',
      group: 'Messages',
      input: z.object({
        channel: textParam({ required: true }).meta(
          hint({ title: 'Channel', description: 'A pattern with `*` listens to several.', placeholder: 'news' }),
        ),
      }),
      watch: watchChannel,
      sample: { channel: 'news', message: 'hello' },
    }),
    item: trigger({
      title: 'Item in a list',
      summary: 'Takes items out of a list, oldest first, and begins a run for each.',
      group: 'Lists',
      input: z.object({ key }),
      watch: watchList,
      sample: { key: 'jobs', value: 'a' },
    }),
  },
})

function textOf(value: Json): string {
  return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value) : valueToText(value)
}

/** Messages that wait to be taken, at most: a channel may bring more than runs can begin. */
const mostWaiting = 10_000

async function* watchChannel(
  { redis }: RedisClient,
  { channel }: { channel: string },
  { signal, now }: UseContext,
): AsyncGenerator<FoundEvents> {
  const waiting: FoundEvents['events'] = []
  let wake = () => {}
  let failure: unknown = null
  // Ids are of this connection: no message comes twice.
  const begun = `${now()}-${Math.random().toString(36).slice(2)}`
  let count = 0
  const take = (from: string, message: string) => {
    if (waiting.length >= mostWaiting) failure = new Error('more messages came than runs could begin')
    else waiting.push({ id: `${begun}-${++count}`, payload: { channel: from, message } })
    wake()
  }
  redis.on('message', take)
  redis.on('pmessage', (_, from, message) => take(from, message))
  redis.on('end', () => {
    failure ??= Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })
    wake()
  })
  await (channel.includes('*') ? redis.psubscribe(channel) : redis.subscribe(channel))
  yield { events: [], cursor: null }
  while (!signal.aborted) {
    if (waiting.length > 0) yield { events: waiting.splice(0), cursor: null }
    else if (failure) throw failure
    else await new Promise<void>((resolve) => (wake = resolve))
  }
}

/**
 * An item is moved to a list beside and numbered in one transaction, and leaves that list only after its run is recorded: a
 * stop in between loses none, and the number keeps it from beginning two runs.
 */
async function* watchList(
  { redis }: RedisClient,
  { key }: { key: string },
  { signal, cursor }: UseContext & { cursor: Json | null },
): AsyncGenerator<FoundEvents> {
  // Each trigger has its own, so that two of one list take nothing from each other.
  const place = typeof cursor === 'string' ? cursor : Math.random().toString(36).slice(2)
  const [taken, number] = [`${key}:niti-${place}`, `${key}:niti-${place}:number`]
  yield { events: [], cursor: place }
  while (!signal.aborted) {
    let [left] = await redis.lrange(taken, 0, 0)
    let id = left === undefined ? null : await redis.get(number)
    if (left === undefined) {
      // Waits without taking: to and from the same end of the same list.
      if ((await redis.blmove(key, key, 'LEFT', 'LEFT', 5)) === null) continue
      const moved = await redis.multi().lmove(key, taken, 'LEFT', 'RIGHT').incr(number).exec()
      const [item, count] = (moved ?? []).map(([error, result]) => {
        if (error) throw error
        return result
      })
      // Somebody else took it; a number is left out.
      if (typeof item !== 'string') continue
      left = item
      id = String(count)
    }
    yield { events: [{ id: `${id}`, payload: { key, value: left } }], cursor: place }
    await redis.lrem(taken, 1, left)
  }
}

const reasons: Record<string, ProtocolComplaint['reason']> = {
  ...{ WRONGTYPE: 'conflict', NOPERM: 'forbidden', READONLY: 'forbidden', ERR: 'bad-request', BUSY: 'conflict' },
  OOM: 'failed',
}

function complaint(thrown: unknown): ProtocolComplaint | null {
  if (!(thrown instanceof Error)) return null
  const { message } = thrown
  if (/^(WRONGPASS|NOAUTH)|without any password|invalid username-password|AUTH failed/i.test(message)) {
    return { message, isSignIn: true }
  }
  const [word = ''] = message.split(' ', 1)
  if (/^[A-Z]{3,}$/.test(word)) return { message, reason: reasons[word] ?? 'failed', retryable: word === 'LOADING' }
  if (/Connection is closed|connection ended|max retries/i.test(message)) {
    return { message: 'it closed the connection', retryable: true }
  }
  return message.startsWith('more messages came') ? { message, retryable: true } : null
}
