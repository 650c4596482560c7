import { describe, expect, test } from 'vitest'
import { formatCost, formatCount, formatDuration } from '../../electron/cli/format.ts'
import { formatError } from '../../electron/cli/print-error.ts'
import { formatOutputs } from '../../electron/cli/print-outputs.ts'
import { drawsUnicode, makePaint, wantsColour } from '../../electron/cli/terminal.ts'
import { formatTextTable } from '../../electron/cli/text-table.ts'
import { cutText, displayWidth, fitText, printable, printableLines } from '../../electron/cli/text-width.ts'
import { formatIssues } from '../../electron/cli/validate-command.ts'

const paint = makePaint(false)

describe('widths', () => {
  test.each([
    ['plain', 5],
    ['žluť', 4],
    ['z\u030cluty', 5],
    ['日本', 4],
    ['✅ ok', 5],
    ['✓', 1],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('cutting never goes over, also between wide characters', () => {
    expect(cutText('summarise', 6)).toBe('summa…')
    expect(cutText('日本語', 4)).toBe('日…')
    expect(cutText('ab', 0)).toBe('')
    expect(fitText('日本語', 4)).toBe('日… ')
    expect(fitText('7', 3, 'right')).toBe('  7')
  })

  test('control sequences do not get through', () => {
    expect(printable('a\x1b[31mb\r\nc\u202e')).toBe('a [31mb c')
    expect(printableLines('a\r\n\tb\x07\n')).toBe('a\n  b\n')
  })
})

describe('numbers', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [59_960, '1 min 00 s'],
    [59_940, '59.9 s'],
    [125_400, '2 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [7_260_000, '2 h 01 min'],
  ])('%i ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('counts get their commas, costs their unknowns', () => {
    expect([0, 999, 1_000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect(formatCost({ microUsd: 0, unknownCalls: 0 })).toBe('$0')
    expect(formatCost({ microUsd: 0, unknownCalls: 2 })).toBe('unknown')
    expect(formatCost({ microUsd: 1_250_000, unknownCalls: 2 })).toBe('$1.25 + unknown')
  })
})

describe('colour and symbols', () => {
  test('NO_COLOR comes first, then FORCE_COLOR, then whether it is a terminal', () => {
    expect(wantsColour({}, true)).toBe(true)
    expect(wantsColour({}, false)).toBe(false)
    expect(wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false)
    expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true)
    expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true)
    expect(wantsColour({ FORCE_COLOR: '0' }, true)).toBe(false)
    expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false)
  })

  test('symbols are drawn where they show', () => {
    expect(drawsUnicode({}, 'darwin')).toBe(true)
    expect(drawsUnicode({ TERM: 'linux' }, 'linux')).toBe(false)
    expect(drawsUnicode({}, 'win32')).toBe(false)
    expect(drawsUnicode({ WT_SESSION: 'x' }, 'win32')).toBe(true)
  })
})

describe('what is said', () => {
  test('an error names file, node, field and place once each', () => {
    const info = { kind: 'user', code: 'expression.broken', message: 'There is no `fils`.' } as const
    const place = { nodeId: 'summarise', field: 'params.prompt', position: 11, hint: 'Did you mean `files`?' }
    expect(formatError({ ...info, ...place }, { file: 'a.niti.json', paint })).toBe(
      'niti: a.niti.json: node summarise, params.prompt, character 12: There is no `fils`.\n  Did you mean `files`?\n',
    )
    const told = { ...info, message: 'a.niti.json: node summarise: broken', nodeId: 'summarise' }
    expect(formatError(told, { file: 'a.niti.json', paint })).toBe('niti: a.niti.json: node summarise: broken\n')
  })

  test('issues stand one a line with a verdict', () => {
    const issues = [
      {
        severity: 'error' as const,
        code: 'node.bad-params',
        message: 'must be text',
        at: ['perFile'],
        nodeId: 'ask',
        field: 'params.prompt',
      },
      { severity: 'warning' as const, code: 'node.unreachable', message: 'No wire leads here', at: [], nodeId: 'lost' },
    ]
    expect(formatIssues('a.json', issues, paint)).toBe(
      'a.json: error: node perFile.ask, params.prompt: must be text\n' +
        'a.json: warning: node lost: No wire leads here\n' +
        'a.json would not run (1 error, 1 warning).\n',
    )
    expect(formatIssues('a.json', [], paint)).toBe('a.json is valid.\n')
  })

  test('outputs are shown in short', () => {
    const text = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
    const lines = formatOutputs(
      { file: { path: '/tmp/x.md' }, digest: text, list: Array(300).fill('ab') },
      { columns: 80, paint },
    )
    expect(lines[0]).toBe('file: {"path":"/tmp/x.md"}')
    expect(lines.slice(1, 3)).toEqual(['digest:', '  line 0'])
    expect(lines).toContain('  and 10 more lines')
    expect(lines.at(-1)).toMatch(/^list: \["ab",.*… \(1501 characters\)$/)
  })

  test('a plain table lines up', () => {
    const columns = [
      { title: 'name', text: (row: { name: string; count: number }) => row.name, most: 6 },
      { title: 'n', align: 'right' as const, text: (row: { name: string; count: number }) => String(row.count) },
    ]
    const rows = [
      { name: 'a', count: 1 },
      { name: 'long name', count: 100 },
    ]
    expect(formatTextTable(rows, columns, paint)).toBe('name      n\na         1\nlong …  100\n')
  })
})
