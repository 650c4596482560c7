import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  entriesOf,
  googleComplaint,
  googleList,
  googleNextPage,
  googleScope,
  googleServiceAccount,
  googleSignIn,
  googleTest,
  textAt,
} from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'

const scopes = [googleScope('documents')]
const findScopes = [googleScope('drive.metadata.readonly')]
const filesAddress = 'https://www.googleapis.com/drive/v3/files'
const isDocument = "mimeType = 'application/vnd.google-apps.document' and trashed = false"
const foundFields = 'nextPageToken,files(id,name,createdTime,modifiedTime,webViewLink)'

const document = textParam({ required: true }).meta(
  hint({
    title: 'Document',
    description: 'Its address in the browser, or the id out of it.',
    placeholder: 'https://docs.google.com/document/d/…',
  }),
)
const documentId = '195j9eDD3ccgjQRttHhJPymLJUCOUjs'
const updated = z.looseObject({ documentId: z.string() })

const exampleFound: JsonObject = {
  id: documentId,
  name: 'Report',
  createdTime: '2026-01-02T02:00:00.000Z',
  modifiedTime: '2026-01-02T03:00:00.000Z',
  webViewLink: `https://docs.google.com/document/d/${documentId}/edit`,
}

export default defineIntegration({
  id: 'google-docs',
  title: 'Google Docs',
  category: 'documents',
  brand: 'googledocs',
  summary: 'Read, write and fill in documents.',
  keywords: ['document', 'text', 'word'],
  docsUrl: 'https://developers.google.com/workspace/docs/api/reference/rest',
  baseUrl: 'https://docs.googleapis.com',
  hosts: ['www.googleapis.com'],
  signIn: [
    googleSignIn({
      apis: ['Google Docs API', 'Google Drive API'],
      scopes: {
        documents: { title: 'Read and change your documents', isDefault: true },
        'drive.metadata.readonly': { title: 'Find documents by name', isDefault: true },
      },
    }),
    googleServiceAccount({
      apis: ['Google Docs API', 'Google Drive API'],
      what: 'documents',
      scopes: ['documents', 'drive.metadata.readonly'],
    }),
  ],
  limits: {
    windows: [{ requests: 60, seconds: 60 }],
    note: '300 reads and 60 writes a minute for one person (https://developers.google.com/workspace/docs/api/limits).',
  },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'read-document': defineAction({
      title: 'Read a document',
      summary: 'Gives the title and the text of a document, of all its tabs.',
      group: 'Documents',
      kind: 'read',
      scopes,
      input: z.object({ document }),
      request: (input) => ({
        method: 'GET',
        path: path`/v1/documents/${idOf(input.document)}`,
        query: { includeTabsContent: true },
      }),
      answer: flatDocument,
      examples: [
        {
          input: { document: `https://docs.google.com/document/d/${documentId}/edit` },
          sends: { method: 'GET', path: `/v1/documents/${documentId}`, query: { includeTabsContent: 'true' } },
          reply: {
            body: {
              documentId,
              title: 'Report',
              revisionId: 'ALm37',
              suggestionsViewMode: 'SUGGESTIONS_INLINE',
              tabs: [
                {
                  tabProperties: { tabId: 't.0', title: 'Tab 1', index: 0 },
                  documentTab: {
                    body: {
                      content: [
                        { endIndex: 1, sectionBreak: { sectionStyle: { sectionType: 'CONTINUOUS' } } },
                        {
                          startIndex: 1,
                          endIndex: 9,
                          paragraph: {
                            elements: [{ startIndex: 1, endIndex: 9, textRun: { content: 'Numbers\n' } }],
                            paragraphStyle: { namedStyleType: 'HEADING_1' },
                          },
                        },
                        {
                          startIndex: 9,
                          endIndex: 20,
                          table: {
                            rows: 1,
                            columns: 2,
                            tableRows: [
                              {
                                tableCells: [
                                  { content: [{ paragraph: { elements: [{ textRun: { content: 'Ada\n' } }] } }] },
                                  { content: [{ paragraph: { elements: [{ textRun: { content: '12\n' } }] } }] },
                                ],
                              },
                            ],
                          },
                        },
                      ],
                    },
                  },
                },
              ],
            },
          },
          gives: {
            id: documentId,
            title: 'Report',
            text: 'Numbers\nAda\t12\n',
            url: `https://docs.google.com/document/d/${documentId}/edit`,
            tabs: [{ id: 't.0', title: 'Tab 1', text: 'Numbers\nAda\t12\n' }],
          },
        },
      ],
    }),
    'create-document': defineAction({
      title: 'Create a document',
      summary: 'Makes a new, empty document; “Add text” fills it.',
      group: 'Documents',
      kind: 'write',
      scopes,
      input: z.object({ title: textParam({ required: true }).meta(hint({ title: 'Title' })) }),
      request: ({ title }) => ({ method: 'POST', path: '/v1/documents', body: { json: { title } } }),
      reply: z.looseObject({ documentId: z.string(), title: z.string() }),
      answer: (made) => ({ id: made.documentId, title: made.title, url: urlOf(made.documentId) }),
      examples: [
        {
          input: { title: 'Report' },
          sends: { method: 'POST', path: '/v1/documents', body: { title: 'Report' } },
          reply: { body: { documentId, title: 'Report', revisionId: 'ALm37' } },
          gives: {
            id: documentId,
            title: 'Report',
            url: `https://docs.google.com/document/d/${documentId}/edit`,
          },
        },
      ],
    }),
    'add-text': defineAction({
      title: 'Add text',
      summary: 'Writes text at the end or at the beginning of a document.',
      group: 'Text',
      kind: 'write',
      scopes,
      input: z.object({
        document,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        at: z
          .enum(['end', 'beginning'])
          .default('end')
          .meta(hint({ title: 'Where', choices: { end: 'At the end', beginning: 'At the beginning' } })),
      }),
      request: (input) =>
        batchUpdate(input.document, [
          {
            insertText: {
              text: input.text,
              ...(input.at === 'end' ? { endOfSegmentLocation: {} } : { location: { index: 1 } }),
            },
          },
        ]),
      reply: updated,
      answer: (body) => ({ id: body.documentId, url: urlOf(body.documentId) }),
      examples: [
        {
          input: { document: documentId, text: 'It is done.\n' },
          sends: {
            method: 'POST',
            path: `/v1/documents/${documentId}:batchUpdate`,
            body: { requests: [{ insertText: { text: 'It is done.\n', endOfSegmentLocation: {} } }] },
          },
          reply: { body: { documentId, replies: [{}], writeControl: { requiredRevisionId: 'ALm38' } } },
          gives: { id: documentId, url: `https://docs.google.com/document/d/${documentId}/edit` },
        },
      ],
    }),
    'replace-text': defineAction({
      title: 'Replace text',
      summary: 'Puts another text everywhere one stands, as for the gaps of a template.',
      group: 'Text',
      kind: 'write',
      scopes,
      input: z.object({
        document,
        find: textParam({ required: true }).meta(hint({ title: 'Find', placeholder: '[customer]' })),
        replacement: textParam()
          .default('')
          .meta(hint({ title: 'Replace by' })),
        matchCase: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Capital letters count', advanced: true })),
      }),
      request: (input) =>
        batchUpdate(input.document, [
          {
            replaceAllText: {
              containsText: { text: input.find, matchCase: input.matchCase },
              replaceText: input.replacement,
            },
          },
        ]),
      reply: z.looseObject({ documentId: z.string(), replies: z.array(z.json()) }),
      answer: ({ documentId: id, replies: [first] }) => {
        const replaced = isJsonObject(first) && isJsonObject(first.replaceAllText) ? first.replaceAllText : {}
        return { id, url: urlOf(id), replaced: replaced.occurrencesChanged ?? 0 }
      },
      examples: [
        {
          input: { document: documentId, find: '[customer]', replacement: 'Ada' },
          sends: {
            method: 'POST',
            path: `/v1/documents/${documentId}:batchUpdate`,
            body: {
              requests: [
                { replaceAllText: { containsText: { text: '[customer]', matchCase: true }, replaceText: 'Ada' } },
              ],
            },
          },
          reply: { body: { documentId, replies: [{ replaceAllText: { occurrencesChanged: 3 } }] } },
          gives: { id: documentId, url: `https://docs.google.com/document/d/${documentId}/edit`, replaced: 3 },
        },
      ],
    }),
    'find-documents': defineAction({
      title: 'Find documents',
      summary: 'Finds documents by name, last changed first.',
      group: 'Documents',
      kind: 'read',
      scopes: findScopes,
      input: z.object({
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name holds' })),
      }),
      request: ({ name }) => ({
        method: 'GET',
        path: filesAddress,
        query: {
          q: name ? `${isDocument} and name contains '${name.replace(/[\\']/g, '\\$&')}'` : isDocument,
          orderBy: 'modifiedTime desc',
          fields: foundFields,
        },
      }),
      pages: { items: googleList('files'), size: { name: 'pageSize', most: 1000 }, next: googleNextPage },
      examples: [
        {
          input: { name: 'Report' },
          sends: {
            method: 'GET',
            path: filesAddress,
            query: {
              q: `${isDocument} and name contains 'Report'`,
              orderBy: 'modifiedTime desc',
              fields: foundFields,
            },
          },
          reply: { body: { files: [exampleFound] } },
          gives: [exampleFound],
        },
      ],
    }),
  },
  triggers: {
    'changed-document': defineTrigger({
      title: 'New or changed document',
      summary: 'Begins a run for each document that is made, or also for those that are changed.',
      group: 'Documents',
      scopes: findScopes,
      input: z.object({
        which: z
          .enum(['new', 'changed'])
          .default('new')
          .meta(hint({ title: 'Which', choices: { new: 'New ones', changed: 'New and changed ones' } })),
      }),
      poll: {
        request: (input) => ({
          method: 'GET',
          path: filesAddress,
          query: { q: isDocument, orderBy: `${timeField(input)} desc`, fields: foundFields, pageSize: 100 },
        }),
        read: (body, { input, cursor }) => {
          const since = typeof cursor === 'string' ? cursor : ''
          const files = googleList('files')(body)
            .filter((file) => textAt(file, timeField(input)) >= since)
            .reverse()
          return {
            events: files.map((file) => ({
              id: input.which === 'new' ? textAt(file, 'id') : `${textAt(file, 'id')}:${textAt(file, 'modifiedTime')}`,
              payload: file,
            })),
            cursor: textAt(files.at(-1), timeField(input)) || since,
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: '2026-01-02T01:00:00.000Z',
            sends: {
              method: 'GET',
              path: filesAddress,
              query: { q: isDocument, orderBy: 'createdTime desc', fields: foundFields, pageSize: '100' },
            },
            reply: {
              body: { files: [exampleFound, { ...exampleFound, id: 'old', createdTime: '2025-12-31T00:00:00.000Z' }] },
            },
            events: [{ id: documentId, payload: exampleFound }],
            next: '2026-01-02T02:00:00.000Z',
          },
        ],
      },
      sample: exampleFound,
    }),
  },
})

function timeField({ which }: { which: 'new' | 'changed' }) {
  return which === 'new' ? 'createdTime' : 'modifiedTime'
}

/** The id out of a document's address. */
function idOf(documentOrAddress: string): string {
  return /\/d\/([\w-]+)/.exec(documentOrAddress)?.[1] ?? documentOrAddress.trim()
}

function urlOf(id: string): string {
  return `https://docs.google.com/document/d/${id}/edit`
}

function batchUpdate(target: string, requests: JsonObject[]) {
  return {
    method: 'POST' as const,
    path: path`/v1/documents/${idOf(target)}:batchUpdate`,
    body: { json: { requests } },
  }
}

/** The text of a document, without what only says how it looks. */
function flatDocument(body: Json): Json {
  if (!isJsonObject(body)) return body
  const tabs = allTabs(entriesOf(body, 'tabs'))
  return {
    id: textAt(body, 'documentId'),
    title: textAt(body, 'title'),
    text: tabs.map(({ text }) => text).join('\n'),
    url: urlOf(textAt(body, 'documentId')),
    tabs,
  }
}

/** Tabs may hold further ones; in reading order. */
function allTabs(tabs: JsonObject[]): { id: string; title: string; text: string }[] {
  return tabs.flatMap((tab) => {
    const content = isJsonObject(tab.documentTab) ? tab.documentTab.body : undefined
    return [
      { id: textAt(tab.tabProperties, 'tabId'), title: textAt(tab.tabProperties, 'title'), text: contentText(content) },
      ...allTabs(entriesOf(tab, 'childTabs')),
    ]
  })
}

/** Paragraphs end with their line break; the cells of a table's row stand in one line, with tabs between them. */
function contentText(body: Json | undefined): string {
  if (!isJsonObject(body)) return ''
  return entriesOf(body, 'content')
    .map(({ paragraph, table, tableOfContents }) => {
      if (isJsonObject(paragraph)) return entriesOf(paragraph, 'elements').map(elementText).join('')
      if (isJsonObject(table)) return entriesOf(table, 'tableRows').map(rowText).join('')
      return contentText(tableOfContents)
    })
    .join('')
}

function elementText(element: JsonObject): string {
  const { textRun, person, richLink } = element
  if (isJsonObject(textRun)) return textAt(textRun, 'content')
  if (isJsonObject(person)) return textAt(person.personProperties, 'name') || textAt(person.personProperties, 'email')
  return isJsonObject(richLink) ? textAt(richLink.richLinkProperties, 'title') : ''
}

function rowText(row: JsonObject): string {
  const cells = entriesOf(row, 'tableCells').map((cell) => contentText(cell).trimEnd())
  return `${cells.join('\t')}\n`
}
