import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import type { VendorDocument } from './document.ts'
import { type Documents, documents } from './documents.ts'
import { readOpenApi } from './openapi.ts'
import { readSlack } from './slack.ts'
import { readSwagger } from './swagger.ts'

/** Where the vendors' documents are: beside the project, and no part of it. */
const folder = fileURLToPath(new URL('../../../shared/specs/', import.meta.url))

export type Loaded =
  | { document: VendorDocument }
  /** Why there is nothing to check against. */
  | { missing: string }

const loaded = new Map<string, Loaded>()

/** The documents of one integration as one; read once, and only when it is asked for. */
export function loadDocument(integrationId: string): Loaded {
  const known = loaded.get(integrationId)
  if (known) return known
  const read = readDocuments(integrationId)
  loaded.set(integrationId, read)
  return read
}

function readDocuments(integrationId: string): Loaded {
  const entry = documents[integrationId]
  if (!entry) throw new Error(`tests/conformance/documents.ts says nothing of ${integrationId}`)
  if ('none' in entry) return { missing: entry.none }
  const absent = entry.files.filter((file) => !existsSync(folder + file))
  if (absent.length > 0) return { missing: `${absent.join(', ')} is not beside the project` }
  const read = entry.files.map((file) => readDocument(file, entry))
  return {
    document: {
      findOperation(sent) {
        for (const document of read) {
          const operation = document.findOperation(sent)
          if (operation) return operation
        }
        return null
      },
    },
  }
}

const texts = new Map<string, JsonObject>()

function readDocument(file: string, entry: Documents): VendorDocument {
  const options = entry.bases ? { bases: entry.bases } : {}
  switch (entry.kind) {
    case 'openapi':
      return readOpenApi(readJson(file), options)
    case 'swagger':
      return readSwagger(readJson(file), options)
    case 'slack':
      return readSlack(readJson(file))
  }
}

/** Several integrations share a document; it is parsed once. */
function readJson(file: string): JsonObject {
  const known = texts.get(file)
  if (known) return known
  const document: unknown = JSON.parse(readFileSync(folder + file, 'utf8'))
  if (!isJsonObject(document)) throw new Error(`${file} is no JSON object`)
  texts.set(file, document)
  return document
}
