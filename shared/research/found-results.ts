import { isJsonObject, type Json } from '../json.ts'

/** One result of a search, whoever was asked. `publishedAt` as the source says it. */
export type FoundResult = { title: string; url: string; text: string; publishedAt?: string }

const listNames = ['results', 'items', 'pages', 'documents', 'hits', 'data', 'organic_results', 'web', 'sources']
const urlNames = ['url', 'link', 'href', 'uri', 'source_url']
const titleNames = ['title', 'name', 'heading']
const textNames = ['content', 'text', 'excerpt', 'description', 'snippet', 'summary', 'body']
const dateNames = ['publishedAt', 'published_at', 'published_date', 'publishedDate', 'date', 'age']

/** The results in whatever a search gave: a list, an object that holds one, or text with addresses in it. */
export function resultsIn(value: Json): FoundResult[] {
  if (typeof value === 'string') return inText(value)
  const list = listIn(value)
  if (list === null) return []
  return list.flatMap((entry) => {
    if (!isJsonObject(entry)) return []
    const url = firstText(entry, urlNames)
    if (url === null) return []
    const publishedAt = firstText(entry, dateNames)
    return {
      title: firstText(entry, titleNames) ?? url,
      url,
      text: firstText(entry, textNames) ?? '',
      ...(publishedAt !== null && { publishedAt }),
    }
  })
}

function listIn(value: Json, depth = 0): Json[] | null {
  if (Array.isArray(value)) return value
  if (!isJsonObject(value) || depth > 2) return null
  for (const name of listNames) {
    const found = listIn(value[name] ?? null, depth + 1)
    if (found) return found
  }
  return null
}

function firstText(entry: Record<string, Json>, names: string[]): string | null {
  for (const name of names) {
    const text = entry[name]
    if (typeof text === 'string' && text.trim() !== '') return text.trim()
  }
  return null
}

/** JSON written as text, else each address with the words around it. */
function inText(text: string): FoundResult[] {
  if (/^\s*[[{]/.test(text)) {
    try {
      return resultsIn(JSON.parse(text))
    } catch {
      // Text that only begins like JSON.
    }
  }
  const blocks = text.split(/\n\s*\n/)
  return blocks.flatMap((block) => {
    const url = /https?:\/\/[^\s<>"')\]]+/.exec(block)?.[0].replace(/[.,;:]+$/, '')
    if (url === undefined) return []
    const words = block
      .replaceAll(url, '')
      .replace(/[*_#`[\]()]|^\s*(title|url|link)\s*:/gim, ' ')
      .replace(/[ \t]+/g, ' ')
      .trim()
    const [first = ''] = words.split('\n')
    return { title: first.trim().slice(0, 200) || url, url, text: words }
  })
}
