import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'

/** Each call of a run asks something nobody else asks, so that the server can tell them apart. */
const askInRound = (name: string) => ({ type: 'prompt', params: { prompt: `{{ inputs.tag }} ${name} {{ index }}` } })
const start = { type: 'manual', params: { inputs: [{ name: 'tag', type: 'text', required: true }] } }

/** A question that whoever judges the run answers. */
function approval(title: string) {
  return { type: 'approval', params: { title } }
}

function prompt(name: string) {
  return { type: 'prompt', params: { prompt: `{{ inputs.tag }} ${name}` } }
}

/** A chain with code in it, branches that join, a loop, a loop in a loop, a branch not taken, and questions to a person. */
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
]
