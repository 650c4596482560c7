import { expect, test } from 'vitest'
import { drawAgent, openAgentEngine, resultsIn, runAgent, writeAgent } from '../support/agent-runs.ts'
import { add, childServer } from './mcp-kit.ts'

test('an agent asks the tools of a real server; what fails, and a server that ends, is told the model in words', async () => {
  const { engine, model } = await openAgentEngine([
    {
      toolCalls: [
        { name: 'test_echo', arguments: { text: 'tea' } },
        { name: 'test_fail', arguments: {} },
      ],
    },
    { toolCalls: [{ name: 'test_exit', arguments: {} }] },
    { toolCalls: [{ name: 'test_structured', arguments: { text: 'again' } }] },
    { text: 'Done.' },
  ])
  const { transport, pids } = childServer()
  const { serverId } = await add(engine, transport)
  const tools = [{ kind: 'mcp' as const, serverId, tool: '', permission: 'allow' as const }]
  const view = await runAgent(engine, drawAgent(writeAgent({ tools, model: model.model })))
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ada: 'Done.' } })
  expect(model.asked[0]?.tools.map(({ name }) => name)).toContain('test_structured')
  const [echo = '', failed = ''] = resultsIn(model, 1)
  expect(echo).toContain('tea')
  expect(failed).toContain('There is no such page.')
  expect(resultsIn(model, 2)[0]).toContain('The server ended in the middle of exit')
  expect(resultsIn(model, 3)[0]).toContain('"said":"again"')
  expect(pids()).toHaveLength(2)
})
