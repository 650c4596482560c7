import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'note',
  version: 1,
  title: 'Note',
  group: 'logic',
  icon: 'sticky-note',
  summary: 'A text on the canvas for whoever reads the workflow. It does nothing.',
  keywords: ['comment', 'sticky', 'text', 'explain', 'documentation'],
  params: z.object({
    text: z
      .string()
      .default('')
      .meta(
        hint({
          title: 'Text',
          description: 'Markdown.',
          control: 'long-text',
          raw: true,
          placeholder: 'What should a reader know?',
        }),
      ),
  }),
  inputs: [],
  outputs: [],
  inert: true,
  cardParam: 'text',
  run() {
    return {}
  },
})
