import { describe, expect, it } from 'vitest'
import { splitBlocks } from '../../../renderer/parts/chat/blocks.ts'

describe('Markdown that grows', () => {
  it('is cut where a new block begins, and never inside code or a list', () => {
    const words = ['# A', '', 'b', 'c', '', '```js', 'x', '', 'y', '```', '', '- 1', '', '  more', '- 2', '', 'end']
    expect(splitBlocks(words.join('\n'))).toEqual([
      '# A\n',
      'b\nc\n',
      '```js\nx\n\ny\n```\n',
      '- 1\n\n  more\n- 2\n',
      'end',
    ])
  })

  it('joins to what it was', () => {
    const words = 'a\n\n~~~\n```\n\n~~~\n\n1. x\n\n2. y\n\nz'
    expect(splitBlocks(words).join('\n')).toBe(words)
  })

  it('of a fence that is not closed yet is one block', () => {
    expect(splitBlocks('a\n\n```ts\nlet x\n\nlet y')).toEqual(['a\n', '```ts\nlet x\n\nlet y'])
  })
})
