import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import { type Description, describedOperation, type Parameter } from './check-operation.ts'
import { isSchema, type Schema } from './check-value.ts'
import type { VendorDocument } from './document.ts'
import { matchPaths } from './match-path.ts'
import { credentialNames, followed, type PathsOptions, parametersOf, pathTemplates, pointerIn } from './openapi.ts'

/** A Swagger 2 document. */
export function readSwagger(document: JsonObject, { bases }: PathsOptions = {}): VendorDocument {
  const resolve = pointerIn(document)
  const keys = credentialNames(document)
  const base = typeof document.basePath === 'string' ? document.basePath : ''
  const templates = pathTemplates(document, () => bases ?? [base])
  return {
    findOperation(sent) {
      for (const { template, values } of matchPaths(templates, sent.path)) {
        const operation = template.value[sent.method.toLowerCase()]
        if (!isJsonObject(operation)) continue
        const found = parametersOf([template.value.parameters, operation.parameters], resolve)
        const parameters = found.filter((one) => one.in !== 'body' && one.in !== 'formData').map(readParameter)
        return describedOperation({
          name: `${sent.method} ${template.template}`,
          pathValues: values,
          parameters: parameters.map((one) => (keys.has(one.name.toLowerCase()) ? { ...one, isRequired: false } : one)),
          ...bodiesOf(found, operation.consumes ?? document.consumes),
          replies: swaggerReplies(operation, resolve),
          resolve,
        })
      }
      return null
    },
  }
}

export function readParameter(parameter: JsonObject): Parameter {
  const { in: place } = parameter
  return {
    name: String(parameter.name),
    in: place === 'path' || place === 'header' ? place : 'query',
    isRequired: parameter.required === true,
    schema: parameterSchema(parameter),
  }
}

/** In Swagger 2 a parameter is its own schema; `required` and `in` are no words of one. */
export function parameterSchema({ name: _name, in: _in, required: _required, ...schema }: JsonObject): Schema {
  return schema
}

function bodiesOf(parameters: JsonObject[], consumes: unknown): Pick<Description, 'bodies' | 'isBodyRequired'> {
  const body = parameters.find((one) => one.in === 'body')
  const fields = parameters.filter((one) => one.in === 'formData')
  const declared = Array.isArray(consumes) ? consumes.map(String) : []
  if (body) {
    const mediaTypes = declared.length > 0 ? declared : ['application/json']
    const schema = isSchema(body.schema) ? body.schema : true
    return { bodies: mediaTypes.map((mediaType) => ({ mediaType, schema })), isBodyRequired: body.required === true }
  }
  if (fields.length === 0) return { bodies: [], isBodyRequired: false }
  const mediaTypes = declared.length > 0 ? declared : ['application/x-www-form-urlencoded', 'multipart/form-data']
  const schema = fieldsSchema(fields)
  return {
    bodies: mediaTypes.map((mediaType) => ({ mediaType, schema })),
    isBodyRequired: fields.some((one) => one.required === true),
  }
}

export function fieldsSchema(fields: JsonObject[]): Schema {
  return {
    type: 'object',
    required: fields.filter((one) => one.required === true).map((one) => String(one.name)),
    properties: Object.fromEntries(fields.map((one) => [String(one.name), parameterSchema(one)])),
  }
}

export function swaggerReplies(operation: JsonObject, resolve: Description['resolve']): Description['replies'] {
  const responses = isJsonObject(operation.responses) ? Object.entries(operation.responses) : []
  return Object.fromEntries(
    responses.map(([status, response]): [string, Schema | null] => {
      const { schema } = followed(response, resolve)
      return [status, isSchema(schema) ? schema : null]
    }),
  )
}
