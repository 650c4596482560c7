import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findOpenRequests, parseDeepLink, toCommand } from '../../electron/main/deep-link.ts'
import { limits } from '../../shared/workflow/workflow.ts'

const dir = mkdtempSync(join(tmpdir(), 'niti-open-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('finds what to open among the arguments', () => {
  const argv = [
    'niti.exe',
    '--flag',
    'niti://runs/run_1',
    'C:\\a\\digest.niti.json',
    'b.NITI',
    'notes.json',
    '--x=niti://y',
  ]
  expect(findOpenRequests(argv)).toEqual(['niti://runs/run_1', 'C:\\a\\digest.niti.json', 'b.NITI'])
})

describe('niti:// addresses', () => {
  test('say where to go', () => {
    expect(parseDeepLink('niti://runs/run_1?node=a')).toEqual({
      kind: 'open-link',
      path: ['runs', 'run_1'],
      query: { node: 'a' },
    })
    expect(parseDeepLink(`niti://oauth?code=${'c'.repeat(4000)}&state=s`)).toMatchObject({
      path: ['oauth'],
      query: { code: 'c'.repeat(4000), state: 's' },
    })
    expect(parseDeepLink('niti://settings')).toMatchObject({ path: ['settings'] })
  })

  test.each([
    'niti://',
    'niti://runs/%2e%2e%2fsecret',
    'niti://runs/a b',
    `niti://runs/${'a'.repeat(3000)}`,
    'niti://a/b/c/d/e/f/g/h/i',
    'https://runs/run_1',
    'niti:%00',
  ])('mean nothing when odd: %s', (address) => expect(parseDeepLink(address)).toBeNull())
})

describe('workflow files', () => {
  test('come as text with their name', async () => {
    const path = join(dir, 'digest.niti.json')
    writeFileSync(path, '{"a":1}')
    expect(await toCommand(path)).toEqual({ kind: 'open-file', name: 'digest.niti.json', text: '{"a":1}' })
  })

  test('that are missing, folders or too large are refused in words', async () => {
    expect(await toCommand(join(dir, 'no.niti.json'))).toMatchObject({
      kind: 'open-failed',
      message: expect.stringMatching(/not there/),
    })
    expect(await toCommand(dir)).toMatchObject({ kind: 'open-failed', message: expect.stringMatching(/not a file/) })
    const large = join(dir, 'large.niti.json')
    writeFileSync(large, '')
    truncateSync(large, limits.fileBytes + 1)
    expect(await toCommand(large)).toMatchObject({ kind: 'open-failed', message: expect.stringMatching(/at most/) })
  })
})
