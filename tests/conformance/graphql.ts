import {
  buildSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { GivenReply, SentCall, VendorDocument } from './document.ts'
import { readTemplate } from './match-path.ts'

/** A GraphQL schema: the body's query is validated with its variables, and a reply's data against what was selected. */
export function readGraphql(sdl: string, paths: string[]): VendorDocument {
  const schema = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true, noLocation: true })
  const templates = paths.map((path) => readTemplate(path, null))
  return {
    findOperation(sent) {
      if (sent.method !== 'POST' || !templates.some(({ pattern }) => pattern.test(sent.path))) return null
      return {
        name: operationName(sent),
        checkRequest: (call) => checkRequest(schema, call),
        checkReply: (reply, call) => checkReply(schema, reply, call),
        // Which types stand behind an interface is nothing a schema says.
        makeReply: () => null,
        wants: { query: [], body: ['query'], isBodyOpen: false },
      }
    },
  }
}

type Read = { document: DocumentNode; operation: OperationDefinitionNode; variables: JsonObject }

function read({ body }: SentCall): Read | string {
  if (body?.kind !== 'json' || !isJsonObject(body.value)) return 'the body is not JSON with a query'
  const { query, variables = {} } = body.value
  if (typeof query !== 'string') return 'body.query is missing'
  try {
    const document = parse(query, { noLocation: true })
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
    if (!operation) return 'body.query has no operation'
    if (!isJsonObject(variables)) return 'body.variables is not an object'
    return { document, operation, variables }
  } catch (error) {
    if (error instanceof GraphQLError) return `body.query: ${error.message}`
    throw error
  }
}

function operationName(sent: SentCall): string {
  const found = read(sent)
  if (typeof found === 'string') return 'GraphQL'
  const [first] = found.operation.selectionSet.selections
  return `${found.operation.operation} ${first?.kind === Kind.FIELD ? first.name.value : ''}`.trim()
}

function checkRequest(schema: GraphQLSchema, sent: SentCall): string[] {
  const found = read(sent)
  const query = Object.keys(sent.query).map((name) => `query.${name} is not a parameter of GraphQL`)
  if (typeof found === 'string') return [...query, found]
  const { document, operation, variables } = found
  const others = Object.keys(isJsonObject(sent.body?.value ?? null) ? (sent.body?.value as JsonObject) : {})
    .filter((name) => !['query', 'variables', 'operationName', 'extensions'].includes(name))
    .map((name) => `body.${name} is not a field of a GraphQL request`)
  const invalid = validate(schema, document).map(({ message }) => `body.query: ${message}`)
  const definitions = operation.variableDefinitions ?? []
  const declared = new Set(definitions.map(({ variable }) => variable.name.value))
  const undeclared = Object.keys(variables)
    .filter((name) => !declared.has(name))
    .map((name) => `body.variables.${name} is not a variable of the query`)
  // Values of variables whose type does not exist cannot be read.
  const { errors = [] } = invalid.length > 0 ? {} : getVariableValues(schema, definitions, variables)
  const wrong = errors.map(({ message }) => `body.variables: ${message}`)
  return [...query, ...others, ...invalid, ...undeclared, ...wrong]
}

function checkReply(schema: GraphQLSchema, { body, status }: GivenReply, sent: SentCall): string[] {
  const found = read(sent)
  if (typeof found === 'string') return [found]
  if (status !== 200) return []
  if (!isJsonObject(body) || !('data' in body)) return ['reply.data is missing']
  const root = schema.getRootType(found.operation.operation)
  if (!root) return [`the schema has no ${found.operation.operation}`]
  const fragments = new Map(
    found.document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  )
  const walk = (
    value: Json,
    type: GraphQLOutputType,
    selections: SelectionSetNode | undefined,
    at: string,
  ): string[] => {
    if (isNonNullType(type)) return value === null ? [`${at} is null`] : walk(value, type.ofType, selections, at)
    if (value === null) return []
    if (isListType(type)) {
      if (!Array.isArray(value)) return [`${at} is no list`]
      return value.flatMap((entry, index) => walk(entry, type.ofType, selections, `${at}[${index}]`))
    }
    if (isLeafType(type)) return checkLeaf(value, type, at)
    if (!isJsonObject(value) || !selections) return [`${at} is no object`]
    const expected = new Map<string, string[]>()
    collect(value, getNamedType(type), selections, at, expected)
    const unknown = Object.keys(value).filter((name) => !expected.has(name))
    return [...[...expected.values()].flat(), ...unknown.map((name) => `${at}.${name} was not asked for`)]
  }
  const collect = (
    value: JsonObject,
    type: GraphQLNamedType,
    { selections }: SelectionSetNode,
    at: string,
    into: Map<string, string[]>,
  ): void => {
    for (const one of selections) {
      if (one.kind === Kind.FIELD) {
        const name = one.alias?.value ?? one.name.value
        const field = 'getFields' in type ? type.getFields()[one.name.value] : undefined
        if (!(name in value)) into.set(name, [`${at}.${name} is missing, though it was asked for`])
        else if (one.name.value === '__typename') into.set(name, checkTypename(schema, value[name] ?? null, type, at))
        else if (field && 'args' in field) {
          into.set(name, walk(value[name] ?? null, field.type as GraphQLOutputType, one.selectionSet, `${at}.${name}`))
        }
        continue
      }
      const fragment = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value)
      if (!fragment) continue
      const wanted = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type
      // What of an interface or union came is told by its name, else by the fields it has.
      if (!wanted || !applies(schema, value, type, wanted, fragment.selectionSet)) continue
      collect(value, wanted, fragment.selectionSet, at, into)
    }
  }
  return walk(body.data ?? null, root, found.operation.selectionSet, 'reply.data')
}

function applies(
  schema: GraphQLSchema,
  value: JsonObject,
  type: GraphQLNamedType,
  wanted: GraphQLNamedType,
  { selections }: SelectionSetNode,
): boolean {
  if (wanted === type) return true
  const named = typeof value.__typename === 'string' ? schema.getType(value.__typename) : undefined
  if (named && isObjectType(named)) {
    return named === wanted || (isAbstractType(wanted) && schema.isSubType(wanted, named))
  }
  if (!isCompositeType(type) || isObjectType(type)) return true
  return selections.some((one) => one.kind !== Kind.FIELD || (one.alias?.value ?? one.name.value) in value)
}

function checkTypename(schema: GraphQLSchema, value: Json, type: GraphQLNamedType, at: string): string[] {
  const named = typeof value === 'string' ? schema.getType(value) : undefined
  const fits =
    named && isObjectType(named) && (named === type || (isAbstractType(type) && schema.isSubType(type, named)))
  return fits ? [] : [`${at}.__typename is ${JSON.stringify(value)}, which is no ${type.name}`]
}

function checkLeaf(value: Json, type: GraphQLNamedType, at: string): string[] {
  const wanted = { String: 'string', ID: 'string', Int: 'number', Float: 'number', Boolean: 'boolean' }[type.name]
  if (wanted !== undefined)
    return typeof value === wanted ? [] : [`${at} is ${JSON.stringify(value)}, not ${type.name}`]
  if (!isEnumType(type)) return []
  const isValue = typeof value === 'string' && type.getValue(value) !== undefined
  return isValue ? [] : [`${at} is ${JSON.stringify(value)}, which is no ${type.name}`]
}
