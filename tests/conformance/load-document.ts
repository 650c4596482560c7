import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import { readAws } from './aws.ts'
import { readDiscovery } from './discovery.ts'
import type { VendorDocument } from './document.ts'
import { type Documents, documents } from './documents.ts'
import { readGraph } from './graph.ts'
import { readGraphql } from './graphql.ts'
import { readLexicons } from './lexicon.ts'
import { readOpenApi } from './openapi.ts'
import { readSlack } from './slack.ts'
import { readStone } from './stone.ts'
import { readSwagger } from './swagger.ts'
import { readTelegram } from './telegram.ts'

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
  return loadEntry(entry)
}

/** A missing file is said, never passed over: nothing is checked then. */
export function loadEntry(entry: Documents): Loaded {
  const absent = entry.files.filter((file) => !existsSync(folder + file))
  if (absent.length > 0) return { missing: `${absent.join(', ')} is not beside the project` }
  const read = entry.files.map((file) => readDocumentOnce(file, entry))
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

const documentsRead = new Map<string, VendorDocument>()

/** Several integrations share a document, as Microsoft's and Google's do. */
function readDocumentOnce(file: string, entry: Documents): VendorDocument {
  const key = JSON.stringify([file, entry.kind, entry.bases, entry.hosts, entry.credentials, entry.isBodyListed])
  const document = documentsRead.get(key) ?? readDocument(file, entry)
  documentsRead.set(key, document)
  return document
}

function readDocument(file: string, entry: Documents): VendorDocument {
  const { bases, hosts, credentials, isBodyListed = false } = entry
  const options = {
    isBodyListed,
    ...(bases && { bases }),
    ...(hosts && { hosts }),
    ...(credentials && { credentials }),
  }
  switch (entry.kind) {
    case 'openapi':
      return readOpenApi(readJson(file), options)
    case 'aws':
      return readAws(readJson(file), options)
    case 'swagger':
      return readSwagger(readJson(file), options)
    case 'slack':
      return readSlack(readJson(file))
    case 'graph':
      return readGraph(readJson(file))
    case 'discovery':
      return readDiscovery(readJson(file))
    case 'graphql':
      return readGraphql(readFileSync(folder + file, 'utf8'), entry.bases ?? ['/graphql'])
    case 'telegram':
      return readTelegram(readJson(file))
    case 'lexicon':
      return readLexicons(Object.values(readJson(file)))
    case 'stone':
      return readStone(readJson(file), readStoneTypes(`${folder}${dirname(file)}/stone/`))
  }
}

/** The text of each namespace, which is the name of its file. */
function readStoneTypes(stone: string): Record<string, string> {
  const files = readdirSync(stone).filter((file) => file.endsWith('.stone'))
  return Object.fromEntries(files.map((file) => [file.replace('.stone', ''), readFileSync(stone + file, 'utf8')]))
}

function readJson(file: string): JsonObject {
  const parsed: unknown = JSON.parse(readFileSync(folder + file, 'utf8'))
  // A list, as of lexicons, by its places.
  const document: unknown = Array.isArray(parsed) ? { ...parsed } : parsed
  if (!isJsonObject(document)) throw new Error(`${file} is no JSON object`)
  return document
}
