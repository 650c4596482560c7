import { expect, test } from 'vitest'
import { eventWords } from '../../shared/run/event-words.ts'
import { isLogged, logLineOf, logLineText } from '../../shared/run/log-lines.ts'
import { logOf, say } from './spans-kit.ts'

const inner = { node: 'x', scope: 'each#2' }
const log = logOf([
  ...[say.queued(), say.started({ node: 'each' }), say.started(inner), say.http(inner, 500), say.failed(inner)],
  { type: 'node-logged', node: 'y', scope: '', level: 'debug', text: 'with Bearer abcdefghijkl0123' },
])

test('a level shows itself and those above it', () => {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => log.filter((event) => isLogged(event, { level })).length
  expect([at('debug'), at('info'), at('warn'), at('error')]).toEqual([6, 3, 2, 1])
})

test('a node is named by its id, its path or its key, and brings what is inside it', () => {
  const at = (node: string) => log.filter((event) => isLogged(event, { level: 'debug', node })).map(({ seq }) => seq)
  expect(at('each')).toEqual([2, 3, 4, 5])
  expect(at('x')).toEqual([3, 4, 5])
  expect(at('each/x')).toEqual([3, 4, 5])
  expect(at('each#2/x')).toEqual([3, 4, 5])
  expect(at('each#1')).toEqual([])
  expect(at('eac')).toEqual([])
})

test('what looks like a secret is blacked out, and a line as text says when, how grave and where', () => {
  const [last] = log.slice(-1).map(logLineOf)
  expect(last).toEqual({ seq: 6, at: 1_050, level: 'debug', node: 'y', scope: '', text: 'with [hidden]' })
  const [failed] = log.slice(4, 5).map(logLineOf)
  expect(failed && logLineText(failed)).toBe('1970-01-01T00:00:01.040Z  error  each#2/x  failed: It is down.')
})

test('a failure that the run goes on with is a warning, one that it does not an error', () => {
  const [handled] = logOf([
    { ...say.failed({ node: 'a' }), goesOnWith: { out: null } } as ReturnType<typeof say.failed>,
  ])
  expect(handled && eventWords(handled)).toMatchObject({ level: 'warn', tone: 'warn' })
})
