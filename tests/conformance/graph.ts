import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { SentCall, VendorDocument } from './document.ts'
import { readOpenApi } from './openapi.ts'

/** OData's own query options, which Microsoft takes on every collection and resource whether listed or not. */
const queryOptions = ['$select', '$expand', '$filter', '$orderby', '$search', '$top', '$skip', '$count', '$format']
const cursors = ['$skiptoken', '$deltatoken']

/**
 * Microsoft Graph's OpenAPI, in the forms its documentation and everybody else use:
 * - a bound action or function without its namespace: `/me/sendMail` (there `/me/microsoft.graph.sendMail`);
 * - one's own drive, `/me/drive/…`, is one of `/drives/{drive-id}/…`;
 * - a file by its path, `root:/a/b.txt:/content`, is an item (learn.microsoft.com/graph/onedrive-addressing-driveitems);
 * - `Json` is any JSON, such as the rows of cells of a workbook, though it is described as an object;
 * - `@odata.type` is required of everything there, and sent by nobody who need not tell types apart.
 */
export function readGraph(published: JsonObject): VendorDocument {
  const document = relaxed(published)
  document.paths = withShortNames(document.paths)
  if (isJsonObject(document.components) && isJsonObject(document.components.schemas)) {
    document.components.schemas['microsoft.graph.Json'] = {}
  }
  const openApi = readOpenApi(document, { rewrite })
  return {
    findOperation(sent) {
      const operation = openApi.findOperation(sent)
      if (!operation) return null
      return {
        ...operation,
        checkRequest: (call) => operation.checkRequest(call).filter((finding) => !isQueryOption(finding)),
      }
    },
  }
}

function isQueryOption(finding: string): boolean {
  return [...queryOptions, ...cursors].some((name) => finding.startsWith(`query.${name} is not a parameter`))
}

function relaxed(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, relax(name, inner)]))
}

function relax(name: string, value: Json): Json {
  if (Array.isArray(value)) {
    return name === 'required'
      ? value.filter((field) => field !== '@odata.type')
      : value.map((entry) => relax('', entry))
  }
  return isJsonObject(value) ? relaxed(value) : value
}

function withShortNames(paths: Json | undefined): JsonObject {
  if (!isJsonObject(paths)) return {}
  const entries = Object.entries(paths)
  const short = entries.map(([path, item]): [string, Json] => [
    path.replace(/\/microsoft\.graph\.(?=[^/]*(\/|$))/g, '/'),
    item,
  ])
  // A function that takes nothing is called without its brackets as well: `/me/drive/root/delta`.
  const bare = short.map(([path, item]): [string, Json] => [path.replace(/\(\)$/, ''), item])
  // Where both are there, the path's own name is the one meant.
  return Object.fromEntries([...bare, ...short, ...entries])
}

/** The forms of addresses that its documentation describes in words, as the paths they stand for. */
export function rewrite(sent: SentCall): SentCall {
  const path = sent.path
    .replace(/^(\/v1\.0)\/(?:me|users\/[^/]+|groups\/[^/]+|sites\/[^/]+)\/drive(?=\/(root|items)\b)/, '$1/drives/own')
    .replace(/^(\/v1\.0\/drives\/[^/]+)[/]root:\/.+:(?=\/)/, '$1/items/by-path')
    .replace(/^(\/v1\.0\/drives\/[^/]+)[/]root:\/[^:]+:?$/, '$1/items/by-path')
    .replace(/^(\/v1\.0\/drives\/[^/]+\/items\/[^/]+):\/[^:]+:(?=\/)/, '$1')
    .replace(/^(\/v1\.0\/drives\/[^/]+)[/]root(?=\/(?!content$|\$))/, '$1/items/root')
  return { ...sent, path }
}
