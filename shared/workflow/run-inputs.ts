import { z } from 'zod'
import { describeKind, hint, textParam, valueParam } from '../catalog/param.ts'
import { type NitiError, userError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { nearestName } from '../nearest-name.ts'

export const runInputType = z.enum([
  ...(['text', 'long-text', 'number', 'boolean', 'choice'] as const),
  ...(['list', 'object', 'folder', 'file'] as const),
])
export type RunInputType = z.infer<typeof runInputType>

/** One thing a run asks for, as a start node declares it. */
export const runInput = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'must be a letter followed by letters, digits or _ (64 at most)')
    .meta(hint({ title: 'Name', description: 'How expressions call it: `inputs.name`.', placeholder: 'folder' })),
  type: runInputType.default('text').meta(
    hint({
      title: 'Type',
      choices: {
        text: 'Text',
        'long-text': 'Long text',
        number: 'Number',
        boolean: 'Yes or no',
        choice: 'Choice',
        list: 'List',
        object: 'Object',
        folder: 'Folder',
        file: 'File',
      },
    }),
  ),
  title: z
    .string()
    .optional()
    .meta(hint({ title: 'Title', description: 'What the person who runs it reads.' })),
  description: z
    .string()
    .optional()
    .meta(hint({ title: 'Description', advanced: true })),
  required: z
    .boolean()
    .default(false)
    .meta(hint({ title: 'Required', description: 'No run starts without it.' })),
  default: valueParam()
    .optional()
    .meta(hint({ title: 'Default', description: 'Used where the run gives nothing.' })),
  choices: z
    .array(textParam())
    .default([])
    .meta(hint({ title: 'Choices', control: 'text-list', showWhen: { param: 'type', is: ['choice'] } })),
})
export type RunInput = z.infer<typeof runInput>

/** The declarations of one start node: no name twice, and a choice offers something. */
export const runInputs = z.array(runInput).superRefine((inputs, context) => {
  for (const [index, { name, type, choices }] of inputs.entries()) {
    if (inputs.findIndex((other) => other.name === name) !== index) {
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `\`${name}\` is there twice` })
    }
    if (type === 'choice' && choices.length === 0) {
      context.addIssue({ code: 'custom', path: [index, 'choices'], message: `\`${name}\` has no choices` })
    }
  }
})

/**
 * What a run starts with: every declared input, typed; text is turned into the declared type, as a command line has
 * nothing but text. An input left out or left empty gets its default, else the empty value of its type. Throws
 * `inputs.*` errors whose `field` is `inputs.<name>`.
 */
export function parseRunInputs(declared: RunInput[], given: JsonObject): JsonObject {
  const names = declared.map(({ name }) => name)
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) throw unknownInput(name, names)
  }
  return Object.fromEntries(
    declared.map((input) => {
      const value = Object.hasOwn(given, input.name) ? given[input.name] : undefined
      return [input.name, parseInput(input, isBlank(value) ? input.default : value)]
    }),
  )
}

function parseInput(input: RunInput, value: Json | undefined): Json {
  if (!isBlank(value)) return convert[input.type](input, value)
  if (input.required) {
    throw userError('inputs.missing', `The input \`${input.name}\` is required.`, {
      field: `inputs.${input.name}`,
      hint: `Give it a value${input.title ? `: ${input.title}` : ''}.`,
    })
  }
  const empty: Partial<Record<RunInputType, Json>> = { text: '', 'long-text': '', boolean: false, list: [] }
  return empty[input.type] ?? null
}

function isBlank(value: Json | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value === ''
}

type Convert = (input: RunInput, value: boolean | number | string | Json[] | JsonObject) => Json

const toText: Convert = (input, value) => {
  if (typeof value === 'object') throw wrongType(input, 'text', value)
  return String(value)
}

const convert: Record<RunInputType, Convert> = {
  text: toText,
  'long-text': toText,
  folder: toText,
  file: toText,
  number(input, value) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongType(input, 'a number', value)
    return number
  },
  boolean(input, value) {
    const word = String(value).trim().toLowerCase()
    if (['true', 'yes', 'on', '1'].includes(word)) return true
    if (['false', 'no', 'off', '0'].includes(word)) return false
    throw wrongType(input, 'yes or no', value)
  },
  choice(input, value) {
    const text = toText(input, value)
    if (input.choices.includes(String(text))) return text
    throw wrongType(input, `one of ${input.choices.map((choice) => `“${choice}”`).join(', ')}`, value)
  },
  list(input, value) {
    const list = typeof value === 'string' ? textToList(input, value) : value
    if (!Array.isArray(list)) throw wrongType(input, 'a list', value)
    return list
  },
  object(input, value) {
    const object = typeof value === 'string' ? parseJson(input, 'an object written as JSON', value) : value
    if (!isJsonObject(object)) throw wrongType(input, 'an object', value)
    return object
  },
}

/** A JSON list, else one entry a line, else entries between commas. */
function textToList(input: RunInput, text: string): Json {
  if (text.trimStart().startsWith('[')) return parseJson(input, 'a list written as JSON', text)
  const separator = text.includes('\n') ? /\r?\n/ : ','
  return text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function parseJson(input: RunInput, wanted: string, text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw wrongType(input, wanted, text, cause)
  }
}

function wrongType(input: RunInput, wanted: string, value: Json, cause?: unknown): NitiError {
  const got =
    typeof value === 'string' ? `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”` : describeKind(value)
  return userError('inputs.wrong-type', `The input \`${input.name}\` must be ${wanted}, but it is ${got}.`, {
    field: `inputs.${input.name}`,
    cause,
  })
}

function unknownInput(name: string, names: string[]): NitiError {
  const near = nearestName(name, names)
  const known = names.length > 0 ? `It takes: ${names.join(', ')}.` : 'It takes no inputs.'
  return userError('inputs.unknown', `This workflow has no input called \`${name}\`. ${known}`, {
    field: `inputs.${name}`,
    hint: near ? `Did you mean \`${near}\`?` : undefined,
  })
}
