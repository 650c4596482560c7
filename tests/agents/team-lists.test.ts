import { expect, test } from 'vitest'
import { findCycle, inOrder, readTasks } from '../../shared/agents/team/task-list.ts'
import { brief, checkMembers, idOf, memberNamed, type TeamMember } from '../../shared/agents/team/team.ts'
import { countVotes, type Vote } from '../../shared/agents/team/votes.ts'
import { NitiError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { nodeId } from '../../shared/workflow/workflow.ts'

const member = (name: string): TeamMember => ({ name, role: '', agentId: `agent_${name}` })
const members = ['Ada', 'Bo'].map(member)

/** `a > b c` is a task `a` after `b` and `c`. */
function tasks(...drawn: string[]) {
  return drawn.map((one) => {
    const [id = '', after = ''] = one.split('>').map((part) => part.trim())
    return { id, title: `Do ${id}`, agent: 'Ada', after: after.split(' ').filter(Boolean) }
  })
}

function refusal(doIt: () => unknown) {
  try {
    doIt()
  } catch (thrown) {
    if (thrown instanceof NitiError) return thrown.info
    throw thrown
  }
  return null
}

const votes = (...drawn: string[]) =>
  drawn.map((one): Vote => {
    const [name = '', choice = ''] = one.split(':')
    return { member: name, choice, reason: '' }
  })

test('tasks stand behind what they come after, else as they are listed', () => {
  const ids = (...drawn: string[]) => inOrder(tasks(...drawn)).map(({ id }) => id)
  expect(ids('c > a b', 'b > a', 'a', 'd')).toEqual(['a', 'b', 'c', 'd'])
  expect(ids('x', 'y', 'z')).toEqual(['x', 'y', 'z'])
})

test('tasks that wait for each other are refused with the way round', () => {
  expect(findCycle(tasks('a', 'b > a'))).toBeNull()
  expect(findCycle(tasks('a > a'))).toEqual(['a', 'a'])
  expect(findCycle(tasks('s > a', 'a > b', 'b > c', 'c > a'))).toEqual(['a', 'b', 'c', 'a'])
  expect(refusal(() => readTasks(tasks('a > b', 'b > a'), members))).toMatchObject({
    ...{ kind: 'user', code: 'team.cycle', field: 'params.tasks' },
    message: 'The tasks wait for each other: a -> b -> a.',
  })
})

test('a list that cannot be worked through is refused, saying which task is wrong', () => {
  const [one] = tasks('a')
  const codeOf = (list: Json) => refusal(() => readTasks(list, members))?.code
  expect(codeOf('none')).toBe('team.bad-tasks')
  expect(codeOf([])).toBe('team.no-tasks')
  expect(codeOf(tasks('a', 'a'))).toBe('team.same-task')
  expect(codeOf(tasks('a > z'))).toBe('team.no-task')
  expect(codeOf([{ ...one, agent: 'Cy' } as Json])).toBe('team.no-member')
  expect(refusal(() => readTasks([{ id: 'a', title: 'A' }], members))?.message).toContain('`0.agent`')
  // Names are found whatever their case, and written as the team writes them.
  expect(readTasks([{ id: 'a', title: 'A', agent: 'bo' }], members)[0]).toMatchObject({ agent: 'Bo', after: [] })
})

test('a long chain of tasks is read at once', () => {
  const chain = Array.from({ length: 100 }, (_, at) => `t${at}${at === 0 ? '' : ` > t${at - 1}`}`)
  expect(inOrder(readTasks(tasks(...chain.reverse()), members))[99]?.id).toBe('t99')
})

test('the most votes win; a tie is told, and decided by the one who was named, else by the first vote', () => {
  const choices = ['red', 'blue', 'green']
  expect(countVotes(choices, votes('a:red', 'b:blue', 'c:blue'), null)).toEqual({
    ...{ choice: 'blue', counts: { red: 1, blue: 2, green: 0 }, tied: [], decidedBy: null },
  })
  const tie = votes('a:red', 'b:blue', 'c:blue', 'd:red', 'e:green')
  expect(countVotes(choices, tie, 'b')).toMatchObject({ choice: 'blue', tied: ['red', 'blue'], decidedBy: 'b' })
  expect(countVotes(choices, tie, null)).toMatchObject({ choice: 'red', decidedBy: 'a' })
  // The one who decides voted for neither of them, so the first who did counts.
  expect(countVotes(choices, tie, 'e')).toMatchObject({ choice: 'red', decidedBy: 'a' })
  expect(countVotes(choices, [], null)).toBeNull()
})

test('a team that cannot work is refused before anything is paid', () => {
  const codeOf = (list: TeamMember[], least = 1) => refusal(() => checkMembers(list, least))?.code
  expect(codeOf([])).toBe('team.too-few')
  expect(codeOf(members.slice(0, 1), 2)).toBe('team.too-few')
  expect(codeOf([member('Ada'), member('ada')])).toBe('team.same-name')
  expect(codeOf([{ name: 'Ada', role: '', agentId: '' }])).toBe('team.no-agent')
  expect(codeOf(members, 2)).toBeUndefined()
  const find = (name: string) => memberNamed(members, name, { usual: 1, field: 'params.reviewer' })
  expect([find('ADA').name, find('').name]).toEqual(['Ada', 'Bo'])
  expect(refusal(() => find('Cy'))).toMatchObject({ code: 'team.no-member', field: 'params.reviewer' })
})

test('names become ids of nodes, and parts of a task stand under headings', () => {
  for (const name of ['Ada', 'Writer & Editor', '2nd reader', 'Zoë', 'Class', '作家', '-', 'a'.repeat(60)]) {
    expect(nodeId.safeParse(idOf(name)).success, name).toBe(true)
  }
  expect(idOf('Writer & Editor')).toBe('writer_Editor')
  const parts: [string, Json][] = [
    ['', 'Write.'],
    ['Notes', ''],
    ['Facts', { a: 1 }],
  ]
  expect(brief(parts)).toBe('Write.\n\n**Facts**\n\n{\n  "a": 1\n}')
})
