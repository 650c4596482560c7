import { z } from 'zod'
import { describeKind, hint, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { isTruthy } from '../../../shared/truthy.ts'
import { defineNode } from './define-node.ts'

const comparing = { param: 'mode', is: ['compare'] }

const operators = {
  'is-not-empty': 'is not empty',
  'is-empty': 'is empty',
  equals: 'is',
  'not-equals': 'is not',
  contains: 'contains',
  'not-contains': 'does not contain',
  'starts-with': 'starts with',
  'ends-with': 'ends with',
  greater: 'is greater than',
  'greater-or-equal': 'is at least',
  less: 'is less than',
  'less-or-equal': 'is at most',
} as const
type Operator = keyof typeof operators
const operatorNames = Object.keys(operators) as [Operator, ...Operator[]] // Object.keys forgets which keys

export default defineNode({
  type: 'if',
  version: 1,
  title: 'If',
  group: 'logic',
  icon: 'split',
  summary: 'Passes its input on to “true” or to “false”, whichever its condition says.',
  keywords: ['condition', 'branch', 'filter', 'compare', 'decide'],
  params: z.object({
    mode: z
      .enum(['compare', 'expression'])
      .default('compare')
      .meta(hint({ title: 'Decide by', choices: { compare: 'Comparing two values', expression: 'An expression' } })),
    left: valueParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Value', control: 'text', showWhen: comparing })),
    operator: z
      .enum(operatorNames)
      .default('is-not-empty')
      .meta(hint({ title: 'Comparison', choices: operators, showWhen: comparing })),
    right: valueParam()
      .default('')
      .meta(
        hint({
          title: 'Compared with',
          control: 'text',
          showWhen: { param: 'operator', is: operatorNames.filter((name) => !name.endsWith('-empty')) },
        }),
      ),
    ignoreCase: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'Capitals do not matter', advanced: true, showWhen: comparing })),
    condition: valueParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'Condition',
          description: 'False is: nothing, empty text, 0, false, the text “false” and an empty list.',
          control: 'text',
          placeholder: '{{ input.amount > 100 }}',
          showWhen: { param: 'mode', is: ['expression'] },
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'true', title: 'true' },
    { id: 'false', title: 'false' },
  ],
  cardParam: 'left',
  run(_context, { params, inputs }) {
    const holds =
      params.mode === 'expression'
        ? isTruthy(params.condition)
        : compare(params.left, params.operator, params.right, params.ignoreCase)
    return { [String(holds)]: inputs.in ?? holds }
  },
})

function compare(left: Json, operator: Operator, right: Json, ignoreCase: boolean): boolean {
  const fold = (value: Json) => (ignoreCase ? valueToText(value).toLowerCase() : valueToText(value))
  switch (operator) {
    case 'is-empty':
      return isEmpty(left)
    case 'is-not-empty':
      return !isEmpty(left)
    case 'equals':
      return areEqual(left, right, fold)
    case 'not-equals':
      return !areEqual(left, right, fold)
    case 'contains':
      return contains(left, right, fold)
    case 'not-contains':
      return !contains(left, right, fold)
    case 'starts-with':
      return fold(left).startsWith(fold(right))
    case 'ends-with':
      return fold(left).endsWith(fold(right))
    case 'greater':
      return order(left, right) > 0
    case 'greater-or-equal':
      return order(left, right) >= 0
    case 'less':
      return order(left, right) < 0
    case 'less-or-equal':
      return order(left, right) <= 0
  }
}

function isEmpty(value: Json): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0)
}

type Fold = (value: Json) => string

/** `10` and `10.0` are the same number, also where one of them was typed as text. */
function areEqual(left: Json, right: Json, fold: Fold): boolean {
  const [a, b] = [toNumber(left), toNumber(right)]
  const oneIsNumber = typeof left === 'number' || typeof right === 'number'
  if (oneIsNumber && a !== undefined && b !== undefined) return a === b
  return fold(left) === fold(right)
}

function contains(left: Json, right: Json, fold: Fold): boolean {
  if (Array.isArray(left)) return left.some((entry) => areEqual(entry, right, fold))
  return fold(left).includes(fold(right))
}

/** Below, at or above 0, as numbers where both are, else as texts, which also orders ISO dates. */
function order(left: Json, right: Json): number {
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a !== undefined && b !== undefined) return a - b
  if (typeof left === 'string' && typeof right === 'string' && a === undefined && b === undefined) {
    return left < right ? -1 : left > right ? 1 : 0
  }
  const wrong = a === undefined ? { value: left, field: 'params.left' } : { value: right, field: 'params.right' }
  throw userError('if.not-comparable', `${describeKind(wrong.value)} cannot be compared as a number.`, {
    field: wrong.field,
  })
}

function toNumber(value: Json): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
