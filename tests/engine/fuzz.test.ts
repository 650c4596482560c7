import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ORPCError } from '@orpc/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NitiError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { isJsonObject } from '../../shared/json.ts'
import { parseTemplate, rootsOf } from '../../shared/workflow/expression.ts'
import { readWorkflowFile, writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const templates = fileURLToPath(new URL('../../resources/templates', import.meta.url))
const files = readdirSync(templates)
  .filter((name) => name.endsWith('.niti.json'))
  .map((name) => JSON.parse(readFileSync(`${templates}/${name}`, 'utf8')) as Json)

/** What a hostile or careless hand puts in the place of something sound. */
const oddities = fc.oneof(
  fc.jsonValue().map((value) => value as Json),
  fc.constantFrom<Json>('', null, -1, 1e308, [], {}, '{{', '{{ }}', '__proto__', 'a'.repeat(10_000), { $ref: '#' }),
)

type Mutation = { steps: number[]; how: 'replace' | 'remove' | 'double'; odd: Json }
const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }),
  how: fc.constantFrom('replace', 'remove', 'double'),
  odd: oddities,
})

/** A sound file with one thing wrong somewhere inside it. */
function damage(value: Json, { steps, how, odd }: Mutation): Json {
  const [step, ...rest] = steps
  if (step === undefined || typeof value !== 'object' || value === null) return odd
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return odd
  const entries: [string, Json][] = Object.entries(value)
  const changed = entries.flatMap(([name, inner]): [string, Json][] => {
    if (name !== key) return [[name, inner]]
    if (rest.length > 0) return [[name, damage(inner, { steps: rest, how, odd })]]
    if (how === 'remove') return []
    return how === 'double'
      ? [
          [name, inner],
          [`${name}2`, inner],
        ]
      : [[name, odd]]
  })
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed)
}

const damagedFile = fc
  .tuple(fc.constantFrom(...files), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([file, mutations]) => mutations.reduce(damage, file))

test('a damaged file is read or refused in words, never anything else', () => {
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: damagedFile.map((file) => JSON.stringify(file)) }, fc.string()),
      (text) => {
        try {
          const document = readWorkflowFile(text)
          // What was read can be written, read again, and written to the same text.
          const written = writeWorkflowFile(document)
          expect(writeWorkflowFile(readWorkflowFile(written))).toBe(written)
        } catch (thrown) {
          if (!(thrown instanceof NitiError)) throw thrown
          expect(thrown.info).toMatchObject({ kind: 'user', code: 'workflow.broken-file' })
          expect(thrown.info.message.length).toBeGreaterThan(10)
        }
      },
    ),
    { numRuns: 6_000 },
  )
})

test('what a damaged file leads to in the engine is an import or an error that names why', {
  timeout: 60_000,
}, async () => {
  const engine = await openTestEngine()
  await fc.assert(
    fc.asyncProperty(damagedFile, async (file) => {
      const text = JSON.stringify(file)
      try {
        const { workflowId } = await engine.client.workflows.import({ text })
        const { issues } = await engine.client.workflows.get({ workflowId })
        for (const issue of issues) expect(issue.message).not.toBe('')
      } catch (thrown) {
        expectInWords(thrown)
      }
    }),
    { numRuns: 1_500 },
  )
  expect((await runWorkflow(engine, drawWorkflow('a -> b'))).status).toBe('succeeded')
})

/** Bad input as the contract words it, or an error of the house that is not a bug of ours. */
function expectInWords(thrown: unknown): void {
  if (!(thrown instanceof ORPCError)) throw thrown
  if (thrown.code === 'BAD_REQUEST' || thrown.code === 'NOT_FOUND') return
  expect(thrown.code).toBe('NITI')
  expect(isJsonObject(thrown.data) && thrown.data.kind).not.toBe('bug')
}

test('every call answers odd input with a result or an error in words, and the engine stays up', {
  timeout: 120_000,
}, async () => {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(drawWorkflow('a -> b')) })
  const { runId } = await runWorkflow(engine, drawWorkflow('a'))
  const names = fc.constantFrom(
    ...['workflowId', 'runId', 'revision', 'edits', 'text', 'name', 'from', 'afterSeq', 'limit', 'before'],
  )
  const known = fc.constantFrom<Json>(
    workflowId,
    runId,
    1,
    2,
    [{ kind: 'remove-node', at: [], id: 'a' }],
    { kind: 'failed' },
    'Name',
  )
  const input = fc.oneof(oddities, fc.dictionary(names, fc.oneof(known, oddities), { maxKeys: 6 }))
  // Asking what is on this machine's ports is slow and nobody's input.
  const calls = callsOf(engine.client).filter(({ name }) => !/^connections\.|changes|watch/.test(name))
  expect(calls.length).toBeGreaterThan(15)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...calls), input, async ({ call }, given) => {
      await call(given).catch(expectInWords)
    }),
    { numRuns: 3_000 },
  )
  expect((await runWorkflow(engine, drawWorkflow('a -> b'))).status).toBe('succeeded')
})

type Call = (input: unknown) => Promise<unknown>

/** Every procedure of the client, by its dotted name. */
function callsOf(client: object): { name: string; call: Call }[] {
  const nouns = ['workflows', 'catalog', 'runs', 'connections', 'settings', 'costs'] as const
  const found = {
    workflows: [
      'list',
      'create',
      'get',
      'edit',
      'duplicate',
      'remove',
      'restore',
      'import',
      'export',
      'templates',
      'createFromTemplate',
    ],
    catalog: ['list'],
    runs: ['start', 'rerun', 'cancel', 'list', 'get', 'value'],
    connections: [],
    settings: ['get', 'change', 'about'],
    costs: ['summary'],
  }
  return nouns.flatMap((noun) => {
    const group = Reflect.get(client, noun) as Record<string, Call> // a client is made of nothing but calls
    return found[noun].map((verb) => ({
      name: `${noun}.${verb}`,
      call: async (input: unknown) => group[verb]?.(input),
    }))
  })
}

test('any text is a template or an error with its place', () => {
  const pieces = fc.constantFrom(
    '{{',
    '}}',
    '{',
    '}',
    "'",
    '"',
    '`',
    '${',
    'a.b',
    '[0]',
    '\\',
    '//',
    '/*',
    '*/',
    'item',
    '?.',
    ' ',
    '\n',
    '/x/',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 20 }).map((list) => list.join('')),
  )
  fc.assert(
    fc.property(text, (template) => {
      try {
        for (const part of parseTemplate(template).parts) if (part.kind === 'expression') rootsOf(part.source)
      } catch (thrown) {
        if (!(thrown instanceof NitiError)) throw thrown
        expect(thrown.info.position).toBeTypeOf('number')
      }
    }),
    { numRuns: 4_000 },
  )
})
