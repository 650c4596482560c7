import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'

/** Two tools side by side, one of which a person is asked about, then one more, then an answer: what the server makes it do. */
const agent = {
  type: 'agent',
  params: {
    task: '{{ inputs.tag }} agent',
    definition: {
      ...{ format: 1, kind: 'agent', name: 'Worker', instructions: 'You work.' },
      tools: [
        { kind: 'code', permission: 'allow' },
        { kind: 'code', permission: 'ask' },
      ],
    },
  },
}

/** Which call of a run this is: what was asked, and how often it was answered before. */
export function promptOf(messages: { role: string; content: string }[]): string {
  const prompt = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  const turn = messages.filter(({ role }) => role === 'assistant').length
  return turn === 0 ? prompt : `${prompt} turn ${turn}`
}

/** Each call of a run asks something nobody else asks, so that the server can tell them apart. */
const askInRound = (name: string) => ({ type: 'prompt', params: { prompt: `{{ inputs.tag }} ${name} {{ index }}` } })
const tag = { name: 'tag', type: 'text', required: true }
/** `inner` is the workflow that others run inside themselves. */
const start = { type: 'manual', params: { inputs: [tag, { name: 'inner', type: 'text' }] } }
const innerTag = '{{ inputs.tag }} inner{{ index }}'

/** A question that whoever judges the run answers. */
function approval(title: string) {
  return { type: 'approval', params: { title } }
}

function prompt(name: string) {
  return { type: 'prompt', params: { prompt: `{{ inputs.tag }} ${name}` } }
}

/** What the workflows below run inside themselves: two calls, one after the other. */
export const innerWorkflow: Workflow = drawWorkflow('start -> one -> two -> give', {
  start: { type: 'manual', params: { inputs: [tag] } },
  one: prompt('one'),
  two: prompt('two'),
  give: { type: 'output', params: { results: [{ name: 'both', value: '{{ one }} {{ two }}' }] } },
})

/**
 * A chain with code in it, branches that join, a loop, a loop in a loop, a branch not taken, questions to a person, a loop
 * that goes on while a condition holds and runs another workflow in each round, and an agent with tools.
 */
export const mixedWorkflows: Workflow[] = [
  drawWorkflow('start -> a -> work -> b -> end', {
    start,
    a: prompt('a'),
    work: { type: 'code', params: { code: 'return a.length + 1' } },
    b: prompt('b'),
    end: { type: 'template', params: { text: '{{ a }} {{ work }} {{ b }}' } },
  }),
  drawWorkflow('start -> a -> all, start -> b -> all, start -> c -> all', {
    start,
    a: prompt('a'),
    b: prompt('b'),
    c: prompt('c'),
    all: { type: 'merge' },
  }),
  drawWorkflow('start -> loop -> end', {
    start,
    loop: {
      type: 'each',
      params: { items: '{{ [1, 2, 3, 4, 5, 6] }}', concurrency: 2 },
      graph: drawGraph('first -> second', { first: askInRound('first'), second: askInRound('second') }),
    },
    end: { type: 'template', params: { text: '{{ loop.length }}' } },
  }),
  drawWorkflow('start -> rows', {
    start,
    rows: {
      type: 'each',
      params: { items: "{{ ['x', 'y'] }}" },
      graph: drawGraph('cells', {
        cells: {
          type: 'each',
          params: { items: '{{ [item, item] }}', concurrency: 1 },
          graph: drawGraph('cell', {
            cell: { type: 'prompt', params: { prompt: '{{ inputs.tag }} cell {{ item }} {{ index }}' } },
          }),
        },
      }),
    },
  }),
  drawWorkflow('start -> check, check:true -> yes -> both, check:false -> no -> both', {
    start,
    check: { type: 'if', params: { mode: 'expression', condition: '{{ inputs.tag.length > 0 }}' } },
    yes: prompt('yes'),
    no: prompt('no'),
    both: { type: 'merge', params: { mode: 'first' } },
  }),
  drawWorkflow('start -> a -> pause -> check:approved -> b, start -> loop', {
    start,
    a: prompt('a'),
    pause: { type: 'wait', params: { amount: 0.05, unit: 'seconds' } },
    check: approval('{{ inputs.tag }}?'),
    b: prompt('b'),
    loop: {
      type: 'each',
      params: { items: '{{ [1, 2, 3] }}', concurrency: 2 },
      graph: drawGraph('check:approved -> ask', {
        check: approval('{{ inputs.tag }} {{ index }}?'),
        ask: askInRound('asked'),
      }),
    },
  }),
  drawWorkflow('start -> rounds -> end', {
    start,
    rounds: {
      type: 'while',
      params: { start: '', condition: 'index < 3' },
      graph: drawGraph('ask -> inner -> state', {
        ask: askInRound('ask'),
        inner: {
          type: 'workflow',
          params: { workflowId: '{{ inputs.inner }}', version: 'draft', inputs: { tag: innerTag } },
        },
        state: { type: 'template', params: { text: '{{ item }}{{ ask.length }}{{ inner.both.length }}' } },
      }),
    },
    end: { type: 'template', params: { text: '{{ rounds }}' } },
  }),
  drawWorkflow('start -> agent -> end', { start, agent, end: { type: 'template', params: { text: '{{ agent }}' } } }),
]
