import { expect, test } from 'vitest'
import { foldSpans } from '../../shared/run/spans.ts'
import { drawSpans, logOf, say } from './spans-kit.ts'

const begun = [say.queued(), say.runStarted()]

test('a run is a tree: its wait for its turn, its nodes, their tries, and what was done in each', () => {
  const [a, b] = [{ node: 'a' }, { node: 'b' }]
  const spans = foldSpans(
    logOf([
      ...[...begun, say.started(a), say.called(a, 'c1'), say.replied(a, 'c1'), say.finished(a)],
      ...[say.started(b), say.http(b, 200), say.finished(b), say.skipped({ node: 'c' }), say.over()],
    ]),
  )
  expect(drawSpans(spans)).toEqual([
    'run Letters',
    '  queue',
    ...['  node a', '    attempt a', '      model-call gpt-5'],
    ...['  node b', '    attempt b', '      http-call GET api.example.com'],
    '  node c (skipped)',
  ])
  const call = spans.find(({ kind }) => kind === 'model-call')
  expect(call).toMatchObject({
    ...{ id: 'a@1/c1', parentId: 'a@1', node: 'a', attempt: 1, seq: 4, startMs: 1_030, endMs: 1_040, state: 'done' },
    call: { provider: 'openai', model: 'gpt-5', microUsd: 250, firstTokenMs: 15, latencyMs: 40, finishReason: 'stop' },
  })
  expect(spans.find(({ kind }) => kind === 'http-call')).toMatchObject({ startMs: 1_066, endMs: 1_070 })
})

test('tries and the wait between them stand side by side in their node, and repeated calls count all they cost', () => {
  const a = { node: 'a' }
  const spans = foldSpans(
    logOf([
      ...[...begun, say.started(a), say.callQueued(a, 'c1'), say.called(a, 'c1'), say.callRetried(a, 'c1')],
      ...[
        say.replied(a, 'c1', { microUsd: null }),
        say.retried(a, 1, 15),
        say.started(a, 2),
        say.finished(a, 2),
        say.over(),
      ],
    ]),
  )
  expect(drawSpans(spans)).toEqual([
    ...['run Letters', '  queue', '  node a', '    attempt a (failed)', '      limit openai'],
    ...['      model-call gpt-5', '        wait', '    wait', '    attempt a'],
  ])
  const call = spans.find(({ kind }) => kind === 'model-call')?.call
  expect(call).toMatchObject({ microUsd: 250, unknownTries: 1, usage: { inputTokens: 200, reasoningTokens: 20 } })
  expect(spans.filter(({ wait }) => wait?.for === 'retry').map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [1_050, 1_060],
    [1_070, 1_080],
  ])
})

test('an agent holds its calls and its tools, and a tool what is done for it', () => {
  const [agent, inner] = [{ node: 'clerk' }, { node: 'search', scope: 'clerk#0' }]
  const spans = foldSpans(
    logOf([
      ...[...begun, say.started(agent), say.agent(agent), say.called(agent, 'c1'), say.replied(agent, 'c1')],
      ...[say.tool(agent, 't1', 0), say.tool(agent, 't2', null), say.toolFailed(agent, 't2')],
      ...[
        say.started(inner),
        say.asks(inner, 'w1'),
        say.answered(inner, 'w1'),
        say.http(inner, 500),
        say.finished(inner),
      ],
      ...[
        say.toolDone(agent, 't1'),
        say.called(agent, 'c2'),
        say.replied(agent, 'c2'),
        say.finished(agent),
        say.over(),
      ],
    ]),
  )
  expect(drawSpans(spans)).toEqual([
    ...['run Letters', '  queue', '  node clerk', '    attempt clerk', '      agent Clerk', '        model-call gpt-5'],
    ...['        tool-call Search the web', '          node search', '            attempt search'],
    ...['              wait May it?', '              http-call GET api.example.com (failed)'],
    ...['        tool-call Search the web (failed)', '        model-call gpt-5'],
  ])
})

test('rounds of a container and a workflow inside hold their nodes', () => {
  const [each, sub] = [{ node: 'each' }, { node: 'sub' }]
  const at = (index: number) => ({ node: 'x', scope: `each#${index}` })
  const spans = foldSpans(
    logOf([
      ...[
        ...begun,
        say.started(each),
        say.rounds(each, 2),
        say.started(at(0)),
        say.started(at(1)),
        say.finished(at(1)),
      ],
      ...[say.roundOver(each, 1), say.finished(at(0)), say.roundOver(each, 0), say.finished(each), say.started(sub)],
      ...[
        say.subworkflow(sub),
        say.started({ node: 'y', scope: 'sub#0' }),
        say.finished({ node: 'y', scope: 'sub#0' }),
      ],
      ...[say.finished(sub), say.over()],
    ]),
  )
  expect(drawSpans(spans)).toEqual([
    ...['run Letters', '  queue', '  node each', '    attempt each'],
    ...[
      '      round 1',
      '        node x',
      '          attempt x',
      '      round 2',
      '        node x',
      '          attempt x',
    ],
    ...['  node sub', '    attempt sub', '      subworkflow Inner', '        node y', '          attempt y'],
  ])
  expect(spans.find(({ id }) => id === 'each@1#1/x@1')).toMatchObject({ scope: 'each#1', parentId: 'each@1#1/x' })
})

test('what a stop of the program cut off ends when it stopped, and goes on in a new try', () => {
  const [agent, inner] = [{ node: 'clerk' }, { node: 'search', scope: 'clerk#0' }]
  const log = logOf([
    ...[...begun, say.started(agent), say.agent(agent), say.tool(agent, 't1', 0), say.started(inner)],
    ...[say.called(inner, 'c1'), say.resumed(), say.interrupted(agent), say.callFailed(inner, 'c1')],
    ...[say.interrupted(inner), say.started(agent, 2), say.started(inner, 2), say.finished(inner, 2)],
    ...[say.toolDone(agent, 't1'), say.finished(agent, 2), say.over()],
  ])
  const later = log.map((event) => (event.seq >= 8 ? { ...event, at: event.at + 60_000 } : event))
  const spans = foldSpans(later)
  expect(drawSpans(spans)).toEqual([
    ...['run Letters', '  queue', '  node clerk', '    attempt clerk (interrupted)', '      agent Clerk (interrupted)'],
    ...['        tool-call Search the web (interrupted)', '          node search (interrupted)'],
    ...['            attempt search (interrupted)', '              model-call gpt-5 (interrupted)'],
    ...['    attempt clerk', '      agent Clerk', '        tool-call Search the web', '          node search'],
    ...['            attempt search', '  wait'],
  ])
  const first = spans.filter(({ attempt, kind }) => attempt === 1 && kind === 'attempt')
  expect(first.map(({ endMs }) => endMs)).toEqual([1_060, 1_060])
  expect(spans.find(({ wait }) => wait?.for === 'program')).toMatchObject({ startMs: 1_060, endMs: 61_070 })
})

test('a run under way has open spans; one that is cancelled leaves none', () => {
  const a = { node: 'a' }
  const open = logOf([...begun, say.started(a), say.asks(a, 'w1'), say.reused({ node: 'b' })])
  expect(drawSpans(foldSpans(open))).toEqual([
    ...[
      'run Letters (running)',
      '  queue',
      '  node a (waiting)',
      '    attempt a (waiting)',
      '      wait May it? (waiting)',
    ],
    '  node b (reused)',
  ])
  const over = foldSpans(logOf([...begun, say.started(a), say.asks(a, 'w1'), say.over('cancelled')]))
  expect(over.filter(({ endMs }) => endMs === null)).toEqual([])
  expect(over.map(({ state }) => state)).toEqual(['cancelled', 'done', 'cancelled', 'cancelled', 'cancelled'])
})

test('waits of a service for its limit stand before the request', () => {
  const a = { node: 'a' }
  const service = { integrationId: 'slack', action: 'send', waitedMs: 30, sent: null, received: null }
  const spans = foldSpans(
    logOf([
      ...begun,
      say.started(a),
      say.runStarted(),
      say.runStarted(),
      say.runStarted(),
      say.http(a, 200, { service }),
    ]),
  )
  const [limit, http] = spans.slice(-2)
  expect(limit).toMatchObject({ kind: 'limit', startMs: 1_026, endMs: 1_056, limit: { of: 'slack' } })
  expect(http).toMatchObject({ title: 'slack.send', startMs: 1_056, http: { service: { action: 'send' } } })
})

test('a container that is tried again has rounds of its own in each try', () => {
  const each = { node: 'each' }
  const inner = { node: 'x', scope: 'each#0' }
  const round = [say.started(inner), say.finished(inner)]
  const spans = foldSpans(
    logOf([
      ...begun,
      say.started(each),
      say.rounds(each, 1),
      ...round,
      say.retried(each),
      say.started(each, 2),
      ...round,
    ]),
  )
  expect(spans.filter(({ kind }) => kind === 'attempt').map(({ id }) => id)).toEqual([
    ...['each@1', 'each@1#0/x@1', 'each@2', 'each@2#0/x@1'],
  ])
})
