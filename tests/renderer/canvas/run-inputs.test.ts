import { describe, expect, it } from 'vitest'
import { declaredInputs } from '../../../renderer/canvas/run-inputs.ts'
import { initialValues, inputsToSend } from '../../../renderer/parts/form/input-values.ts'
import { parseRunInputs } from '../../../shared/workflow/run-inputs.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue } from '../support/catalogue.ts'

const document = drawWorkflow('', {
  start: {
    type: 'manual',
    params: {
      inputs: [
        { name: 'folder', type: 'folder', required: true },
        { name: 'count', type: 'number', default: 3 },
        { name: 'deep', type: 'boolean', default: true },
        { name: 'tone', type: 'choice', choices: ['kind', 'brief'], default: 'kind' },
        { name: 'tags', type: 'list', default: ['a', 'b'] },
      ],
    },
  },
})
const declared = declaredInputs(document, catalogue)

describe('what a run asks for', () => {
  it('comes from the start nodes, with their defaults in the form', () => {
    expect(declared.map(({ name }) => name)).toEqual(['folder', 'count', 'deep', 'tone', 'tags'])
    expect(initialValues(declared, {})).toEqual({
      folder: '',
      count: '3',
      deep: true,
      tone: 'kind',
      tags: '[\n  "a",\n  "b"\n]',
    })
  })

  it('begins with what was given last, as far as that is still asked for', () => {
    const values = initialValues(declared, { folder: 'docs', tone: 'rude', deep: false, gone: 'x' })
    expect(values).toMatchObject({ folder: 'docs', tone: 'kind', deep: false })
    expect(values).not.toHaveProperty('gone')
  })

  it('sends what the engine understands, and leaves out what was left empty', () => {
    const sent = inputsToSend(declared, { ...initialValues(declared, {}), folder: 'docs', count: '' })
    expect(sent).toEqual({ folder: 'docs', deep: true, tone: 'kind', tags: '[\n  "a",\n  "b"\n]' })
    expect(parseRunInputs(declared, sent)).toEqual({
      folder: 'docs',
      count: 3,
      deep: true,
      tone: 'kind',
      tags: ['a', 'b'],
    })
  })

  it('is nothing where the start is switched off', () => {
    const off = drawWorkflow('', { start: { type: 'manual', disabled: true, params: { inputs: [{ name: 'x' }] } } })
    expect(declaredInputs(off, catalogue)).toEqual([])
  })
})
