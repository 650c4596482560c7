import { expect, test } from 'vitest'
import template from '../../electron/engine/nodes/template.node.ts'
import { runNode } from '../support/node-harness.ts'

test('gives its text', async () => {
  expect((await runNode(template, { params: { text: 'Dear Ada,' } })).outputs).toEqual({ out: 'Dear Ada,' })
})

test.each([
  [7, '7'],
  [true, 'true'],
  [null, ''],
  [{ title: 'Tea' }, '{\n  "title": "Tea"\n}'],
])('turns %j, which a lone expression may give, into text', async (value, text) => {
  expect((await runNode(template, { params: { text: value } })).outputs).toEqual({ out: text })
})
