// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import { AnswerDialog, mainChoice } from '../../../renderer/parts/wait/answer-dialog.tsx'
import { overWords } from '../../../renderer/parts/wait/answer-host.tsx'
import type { AnswerOutcome } from '../../../renderer/state/waits-store.ts'
import { TooltipProvider } from '../../../renderer/ui/tooltip.tsx'
import type { WaitAnswer } from '../../../shared/contract/waits.ts'
import type { WaitAsk, WaitChoice } from '../../../shared/run/wait.ts'
import { runInput } from '../../../shared/workflow/run-inputs.ts'
import { type Rendered, render, type } from '../support/render.tsx'
import { approval, openWait } from '../support/waits-engine.ts'

let rendered: Rendered | null = null
afterEach(async () => {
  await rendered?.unmount()
  rendered = null
})

const withForm: WaitAsk = {
  ...approval,
  fields: [
    runInput.parse({ name: 'reason', title: 'Reason', required: true }),
    runInput.parse({ name: 'count', type: 'number', title: 'Copies', default: 2 }),
  ],
}

async function open(ask: WaitAsk, outcome: AnswerOutcome = { kind: 'answered' }, over: string | null = null) {
  const given: WaitAnswer[] = []
  const closed: (WaitChoice | null)[] = []
  const onAnswer = async (answer: WaitAnswer) => {
    given.push(answer)
    return outcome
  }
  rendered = await render(
    <TooltipProvider>
      <AnswerDialog
        wait={openWait('w1', ask)}
        overWords={over}
        onAnswer={onAnswer}
        onClose={(choice) => closed.push(choice)}
      />
    </TooltipProvider>,
  )
  return { given, closed }
}

const dialog = () => document.querySelector('[role="dialog"]')
function buttonOf(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>('[role="dialog"] button')].find((each) =>
    each.textContent?.startsWith(name),
  )
  if (!found) throw new Error(`There is no button ${name}`)
  return found
}
const click = (name: string) => act(async () => buttonOf(name).click())
function inputOf(label: string): HTMLInputElement {
  const id = [...document.querySelectorAll('label')].find((each) => each.textContent?.startsWith(label))?.htmlFor ?? ''
  const input = document.getElementById(id)
  if (!(input instanceof HTMLInputElement)) throw new Error(`There is no field ${label}`)
  return input
}

it('shows the question with its message as Markdown, and its choices in their order', async () => {
  const { given, closed } = await open(approval)
  expect(dialog()?.textContent).toContain('Send the letter?')
  expect(dialog()?.querySelector('strong')?.textContent).toBe('all')
  const choices = [...document.querySelectorAll('[role="dialog"] button')].map((each) => each.textContent)
  expect(choices[0]).toBe('Reject')
  expect(choices[1]).toMatch(/^Approve/)
  await click('Reject')
  expect(given).toEqual([{ choice: 'no', values: {}, comment: '' }])
  expect(closed.map((choice) => choice?.id)).toEqual(['no'])
})

it('asks for what is missing before it sends anything, and leads to the field', async () => {
  const { given } = await open(withForm)
  await click('Approve')
  expect(given).toEqual([])
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('This is needed to answer.')
  expect(document.activeElement).toBe(inputOf('Reason'))
  await type(inputOf('Reason'), 'All checked')
  await click('Approve')
  expect(given).toEqual([{ choice: 'yes', values: { reason: 'All checked', count: '2' }, comment: '' }])
})

it('shows what the engine refuses at the field it is about', async () => {
  const error = {
    kind: 'user',
    code: 'inputs.wrong-type',
    message: 'Copies must be a number.',
    field: 'values.count',
  } as const
  const { closed } = await open(withForm, { kind: 'refused', error })
  await type(inputOf('Reason'), 'x')
  await click('Approve')
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('Copies must be a number.')
  expect(inputOf('Copies').getAttribute('aria-invalid')).toBe('true')
  expect(closed).toEqual([])
})

const aboutBudget: WaitAsk = {
  ...approval,
  fields: [
    {
      ...runInput.parse({
        name: 'model',
        title: 'Another model',
        type: 'choice',
        required: true,
        choices: ['a/b', 'c/d'],
      }),
      notes: { 'a/b': 'at most $0.001', 'c/d': 'at most $0.002' },
    },
  ],
  choices: [
    { id: 'raise', title: 'Raise it', tone: 'ok', fields: [] },
    { id: 'switch', title: 'Use another model', tone: 'plain', fields: ['model'] },
  ],
}

it('needs a field only for the choice it goes with, and sends it with no other', async () => {
  const { given } = await open(aboutBudget)
  await click('Use another model')
  expect(given).toEqual([])
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('This is needed to answer.')
  await click('Raise it')
  expect(given).toEqual([{ choice: 'raise', values: {}, comment: '' }])
})

it('shows what a choice of a field costs, and sends the one that is preset', async () => {
  const [field] = aboutBudget.kind === 'person' ? aboutBudget.fields : []
  const { given } = await open({ ...aboutBudget, fields: field ? [{ ...field, default: 'c/d' }] : [] })
  expect(dialog()?.querySelector('[role="combobox"]')?.textContent).toBe('c/dat most $0.002')
  await click('Use another model')
  expect(given).toEqual([{ choice: 'switch', values: { model: 'c/d' }, comment: '' }])
})

it('needs no form to say no', async () => {
  const { given } = await open(withForm)
  await click('Reject')
  expect(given).toMatchObject([{ choice: 'no' }])
})

it('says so where somebody else answered meanwhile, and offers only to close', async () => {
  const { closed } = await open(approval, { kind: 'over' })
  await click('Approve')
  expect(document.querySelector('[role="alert"]')?.textContent).toContain('This question is closed')
  expect([...document.querySelectorAll('[role="dialog"] button')].map((each) => each.textContent)).not.toContain(
    'Reject',
  )
  await click('Close')
  expect(closed).toEqual([null])
})

it('says who answered it, once the log tells', async () => {
  const past = { ask: approval, end: 'answered', by: 'Ada', answer: { choice: 'yes' } } as const
  await open(approval, { kind: 'answered' }, overWords(past))
  expect(dialog()?.textContent).toContain('Ada answered it: Approve.')
  expect(overWords({ ...past, end: 'due' })).toContain('Nobody answered in time')
  expect(overWords(undefined)).toContain('no longer waited for')
})

it('takes the first yes with Ctrl+Enter, and Enter alone only where there is nothing to choose', async () => {
  expect(mainChoice(approval.choices)?.id).toBe('yes')
  const { given } = await open(approval)
  const form = document.querySelector('form')
  if (!form) throw new Error('no form')
  await act(async () => form.requestSubmit())
  expect(given).toEqual([])
  const keys = { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }
  await act(async () => form.dispatchEvent(new KeyboardEvent('keydown', keys)))
  expect(given.map(({ choice }) => choice)).toEqual(['yes'])
})
