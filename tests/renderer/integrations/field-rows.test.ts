import { expect, it } from 'vitest'
import { fieldRows } from '../../../renderer/integrations/field-rows.ts'
import { harmless } from '../../../renderer/parts/integrations/try-in-workflow.ts'
import { monogramOf } from '../../../renderer/ui/monogram.ts'
import { qdrantDetail, slackDetail } from '../support/services.ts'

it('documents the fields of an action in plain words', () => {
  const similar = qdrantDetail.actionList.find(({ id }) => id === 'find-similar')
  const rows = fieldRows(similar?.input ?? {})
  const row = (name: string) => rows.find((one) => one.name === name)
  expect(row('collection')).toMatchObject({ title: 'Collection', type: 'text', isRequired: true, initial: null })
  expect(row('count')).toMatchObject({ type: 'a number', isRequired: false, initial: '10' })
  expect(row('withVector')).toMatchObject({ type: 'yes or no', isRequired: false, initial: 'no' })
  expect(row('vector')).toMatchObject({ type: 'anything' })
})

it('names choices by their titles, and leaves out which connection is used', () => {
  const rows = fieldRows({
    properties: {
      connection: { control: 'connection', type: 'string' },
      state: { enum: ['open', 'closed'], choices: { open: 'Open ones' }, default: 'open' },
      file: { control: 'file' },
    },
    required: ['state', 'file'],
  })
  expect(rows.map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
    ['state', 'One of Open ones, closed', false],
    ['file', 'a file from a node before', true],
  ])
})

it('tries what changes nothing and asks for little', () => {
  expect(harmless(qdrantDetail.actionList)?.id).toBe('list-collections')
  expect(harmless(slackDetail.actionList)?.kind).toBe('read')
  expect(harmless([])).toBeUndefined()
})

it('stands for a name with its first letters', () => {
  expect(monogramOf('Microsoft Teams')).toBe('MT')
  expect(monogramOf('Slack')).toBe('S')
  expect(monogramOf('dev.to')).toBe('DT')
  expect(monogramOf('')).toBe('')
})
