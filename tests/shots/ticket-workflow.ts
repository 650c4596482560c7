import type { JsonObject } from '../../shared/json.ts'
import type { Edge, Workflow, WorkflowNode } from '../../shared/workflow/workflow.ts'

const draftPrompt =
  'Write a reply to {{ inputs.customer }} in their own language. Use the changelog when a fix is out. Keep it under ' +
  '{{ inputs.maxWords }} words.\n\n{{ inputs.message }}'

const message =
  'Since yesterday the export stops at page 40 and says “out of paper”. We print nothing. Is there a way around it until ' +
  'you have fixed it?'

const about = { name: 'bug', description: 'Something does not work as it should' }

function node(type: string, title: string, at: [number, number], params: JsonObject = {}): WorkflowNode {
  return { type, version: 1, title, params, position: { x: at[0], y: at[1] } }
}

function wire(from: string, to: string, fromPort = 'out'): Edge {
  return { from, fromPort, to, toPort: 'in' }
}

/** What the pictures show: branches, a container, several models. */
export function ticketWorkflow(): Workflow {
  return {
    format: 1,
    name: 'Ticket triage',
    description: 'Sorts a ticket, drafts the reply that fits, and reads what the customer asked before.',
    nodes: {
      start: node('manual', 'New ticket', [0, 224], {
        inputs: [
          { name: 'customer', title: 'Customer', type: 'text', required: true, default: 'Maren Oduya' },
          { name: 'message', title: 'Message', type: 'long-text', default: message },
          { name: 'maxWords', title: 'Longest reply, in words', type: 'number', default: 120 },
          { name: 'tone', title: 'Tone', type: 'choice', choices: ['warm', 'brief', 'formal'], default: 'warm' },
          { name: 'urgent', title: 'Answer today', type: 'boolean', default: true },
        ],
      }),
      classify: node('classify', 'What is it about?', [288, 80], {
        text: '{{ inputs.message }}',
        categories: [
          about,
          { name: 'question', description: 'How something is done' },
          { name: 'billing', description: 'Payments and invoices' },
        ],
        model: 'openai/gpt-5-nano',
      }),
      past: node('code', 'Past tickets', [288, 424], {
        code: "return ['Export is slow', 'Fonts are missing', 'Login by SSO', 'Invoice for May', 'Page 40', 'Dark theme']",
      }),
      draft: node('prompt', 'Draft a reply', [640, 0], { prompt: draftPrompt, model: 'openai/gpt-5-mini' }),
      docs: node('prompt', 'Answer from the docs', [640, 160], {
        prompt: 'Answer from the manual, with the page: {{ inputs.message }}',
        model: 'openai/gpt-4.1-mini',
      }),
      bill: node('prompt', 'Look at the bill', [640, 304], {
        prompt: 'Say that the books will be checked today: {{ inputs.message }}',
        model: 'openai/gpt-4.1-mini',
      }),
      each: {
        ...node('each', 'Read past tickets', [640, 456], { items: '{{ past }}', concurrency: 1 }),
        graph: {
          nodes: {
            gist: node('prompt', 'Gist', [0, 0], {
              prompt: 'In one sentence: what did they want? {{ item }}',
              model: 'openai/gpt-5-nano',
            }),
            mood: node('classify', 'Mood', [0, 168], {
              text: '{{ item }}',
              categories: [
                { name: 'calm', description: '' },
                { name: 'upset', description: '' },
              ],
              noneFits: 'closest',
              model: 'openai/gpt-5-nano',
            }),
            care: node('template', 'Take care', [352, 208], { text: 'Be careful: {{ item }}' }),
            row: node('set-fields', 'Row', [352, 0], { fields: { ticket: '{{ item }}', gist: '{{ gist }}' } }),
          },
          edges: [wire('gist', 'row'), wire('mood', 'care', 'upset')],
        },
      },
    },
    edges: [
      wire('start', 'classify'),
      wire('start', 'past'),
      wire('classify', 'draft', 'bug'),
      wire('classify', 'docs', 'question'),
      wire('classify', 'bill', 'billing'),
      wire('past', 'each'),
    ],
  }
}

export const draftText =
  'Dear Maren, thank you for telling us. The export stops at page 40 because of a limit we set by mistake; the fix is ' +
  'in version 4.2, which is out today. Until you have updated, export pages 1 to 39 and 40 to 80 on their own: both ' +
  'files can be joined under “Combine”. I am sorry for the trouble.'
