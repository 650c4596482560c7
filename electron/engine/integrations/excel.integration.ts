import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import {
  graphLimits,
  graphPages,
  graphUrl,
  microsoftComplaint,
  microsoftFields,
  microsoftSignIn,
  microsoftTest,
  odataText,
  textAt,
} from './define-microsoft.ts'
import { driveItemParam, driveItemPath } from './define-onedrive.ts'
import { contentHash, rowsAsObjects, rowsParam } from './define-table.ts'

const readScopes = ['Files.Read']
const writeScopes = ['Files.ReadWrite']

const required = textParam({ required: true })
const file = driveItemParam('Workbook', { placeholder: '/Reports/orders.xlsx' })
const sheet = required
  .default('Sheet1')
  .meta(hint({ title: 'Sheet', description: 'Its name or id.', placeholder: 'Sheet1' }))
const table = required.meta(hint({ title: 'Table', description: 'Its name or id.', placeholder: 'Table1' }))
const hasHeader = z
  .boolean()
  .default(true)
  .meta(hint({ title: 'The first row holds names', description: 'Then each row comes as an object by these names.' }))

const rangeReply = z.looseObject({ address: z.string(), values: z.array(z.array(z.json())) })

const book = '/me/drive/root:/Reports/orders.xlsx:/workbook'
const exampleRange: JsonObject = {
  '@odata.id': '/workbook/worksheets(%27%7B00000000-0001-0000-0000-000000000000%7D%27)/range(address=%27A1:B3%27)',
  address: 'Sheet1!A1:B3',
  cellCount: 6,
  columnCount: 2,
  rowCount: 3,
  columnIndex: 0,
  rowIndex: 0,
  values: [
    ['Name', 'Points'],
    ['Ada', 12],
    ['Grace', 9],
  ],
}

export default defineIntegration({
  id: 'excel',
  title: 'Microsoft Excel',
  category: 'tables',
  brand: null,
  summary: 'Read, add and change rows of workbooks on OneDrive.',
  keywords: ['microsoft', 'office', 'spreadsheet', 'table', 'rows', 'xlsx'],
  docsUrl: 'https://learn.microsoft.com/graph/api/resources/excel',
  baseUrl: graphUrl,
  fields: microsoftFields,
  signIn: microsoftSignIn({
    'Files.Read': { title: 'Read your workbooks', isDefault: true },
    'Files.ReadWrite': { title: 'Change your workbooks', isDefault: true },
  }),
  limits: {
    ...graphLimits,
    note: 'Workbooks of accounts at work or school; 1,500 requests in 10 seconds for one account, changes one after the other (https://learn.microsoft.com/graph/workbook-best-practice).',
  },
  complaint: microsoftComplaint,
  test: microsoftTest,
  actions: {
    'read-rows': defineAction({
      title: 'Read rows',
      summary: 'Gives the rows of a sheet or of a part of it.',
      group: 'Rows',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        file,
        sheet,
        range: textParam()
          .optional()
          .meta(hint({ title: 'Range', description: 'Empty: all that is filled in.', placeholder: 'A1:D20' })),
        hasHeader,
      }),
      request: (input) => ({
        method: 'GET',
        path: `${sheetPath(input)}/${rangeStep(input.range)}`,
      }),
      reply: rangeReply,
      answer: ({ values }, { input }) => (input.hasHeader ? rowsAsObjects(values) : values),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', range: 'A1:B3' },
          sends: { method: 'GET', path: `${book}/worksheets/Sheet1/range(address='A1%3AB3')` },
          reply: { body: exampleRange },
          gives: [
            { Name: 'Ada', Points: 12 },
            { Name: 'Grace', Points: 9 },
          ],
        },
        {
          title: 'All of a sheet, as lists',
          input: { file: '01CYZLFJGUJ7JHBSZDFZFL25KSZGQTVAUN', hasHeader: false },
          sends: {
            method: 'GET',
            path: '/me/drive/items/01CYZLFJGUJ7JHBSZDFZFL25KSZGQTVAUN/workbook/worksheets/Sheet1/usedRange(valuesOnly=true)',
          },
          reply: { body: exampleRange },
          gives: [
            ['Name', 'Points'],
            ['Ada', 12],
            ['Grace', 9],
          ],
        },
      ],
    }),
    'update-range': defineAction({
      title: 'Change cells',
      summary: 'Writes rows over a part of a sheet of the same size.',
      group: 'Rows',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        file,
        sheet,
        range: required.meta(
          hint({ title: 'Range', description: 'As many rows and columns as are written.', placeholder: 'A2:B3' }),
        ),
        rows: rowsParam(),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: `${sheetPath(input)}/${rangeStep(input.range)}`,
        body: { json: { values: input.rows } },
      }),
      reply: rangeReply,
      answer: ({ address, values }) => ({ range: address, rows: values.length }),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', range: 'A2:B2', rows: [['Ada', 13]] },
          sends: {
            method: 'PATCH',
            path: `${book}/worksheets/Sheet1/range(address='A2%3AB2')`,
            body: { values: [['Ada', 13]] },
          },
          reply: { body: { ...exampleRange, address: 'Sheet1!A2:B2', values: [['Ada', 13]] } },
          gives: { range: 'Sheet1!A2:B2', rows: 1 },
        },
      ],
    }),
    'add-table-rows': defineAction({
      title: 'Add rows to a table',
      summary: 'Adds rows at the end of a table.',
      group: 'Tables',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({ file, table, rows: rowsParam() }),
      request: (input) => ({
        method: 'POST',
        path: `${tablePath(input)}/rows/add`,
        body: { json: { values: input.rows } },
      }),
      reply: z.looseObject({ index: z.number() }),
      answer: ({ index }, { input }) => ({ index, rows: input.rows.length }),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', table: 'Orders', rows: [['Ada', 12]] },
          sends: { method: 'POST', path: `${book}/tables/Orders/rows/add`, body: { values: [['Ada', 12]] } },
          reply: { body: { index: 4, values: [['Ada', 12]] } },
          gives: { index: 4, rows: 1 },
        },
      ],
    }),
    'read-table': defineAction({
      title: 'Read the rows of a table',
      summary: 'Gives the rows of a table as lists of values, without its headings.',
      group: 'Tables',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ file, table }),
      request: (input) => ({ method: 'GET', path: `${tablePath(input)}/rows` }),
      pages: graphPages(1000, (row) => (isJsonObject(row) && Array.isArray(row.values) ? (row.values[0] ?? []) : [])),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', table: 'Orders' },
          sends: { method: 'GET', path: `${book}/tables/Orders/rows` },
          reply: { body: { value: [{ index: 0, values: [['Ada', 12]] }] } },
          gives: [['Ada', 12]],
        },
      ],
    }),
    'list-tables': defineAction({
      title: 'List tables',
      summary: 'Lists the tables of a workbook.',
      group: 'Tables',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ file }),
      request: (input) => ({ method: 'GET', path: driveItemPath(input.file, '/workbook/tables') }),
      pages: graphPages(100, flatTable),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx' },
          sends: { method: 'GET', path: `${book}/tables` },
          reply: { body: { value: [{ id: '{1CD2F1A9}', name: 'Orders', showHeaders: true, showTotals: false }] } },
          gives: [{ id: '{1CD2F1A9}', title: 'Orders' }],
        },
      ],
    }),
    'create-table': defineAction({
      title: 'Make a table',
      summary: 'Turns a part of a sheet into a table.',
      group: 'Tables',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        file,
        sheet,
        range: required.meta(hint({ title: 'Range', placeholder: 'A1:D5' })),
        hasHeader: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'The first row holds names' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: `${sheetPath(input)}/tables/add`,
        body: { json: { address: input.range, hasHeaders: input.hasHeader } },
      }),
      answer: flatTable,
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', range: 'A1:D5' },
          sends: {
            method: 'POST',
            path: `${book}/worksheets/Sheet1/tables/add`,
            body: { address: 'A1:D5', hasHeaders: true },
          },
          reply: { status: 201, body: { id: '{1CD2F1A9}', name: 'Table1', showHeaders: true, showTotals: false } },
          gives: { id: '{1CD2F1A9}', title: 'Table1' },
        },
      ],
    }),
    'list-sheets': defineAction({
      title: 'List sheets',
      summary: 'Lists the sheets of a workbook.',
      group: 'Sheets',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ file }),
      request: (input) => ({ method: 'GET', path: driveItemPath(input.file, '/workbook/worksheets') }),
      pages: graphPages(100, flatSheet),
      examples: [
        {
          input: { file: '/Reports/orders.xlsx' },
          sends: { method: 'GET', path: `${book}/worksheets` },
          reply: { body: { value: [{ id: '{00000000-0001}', name: 'Sheet1', position: 0, visibility: 'Visible' }] } },
          gives: [{ id: '{00000000-0001}', title: 'Sheet1', isHidden: false }],
        },
      ],
    }),
    'add-sheet': defineAction({
      title: 'Add a sheet',
      summary: 'Adds a sheet to a workbook.',
      group: 'Sheets',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({ file, title: required.meta(hint({ title: 'Name' })) }),
      request: (input) => ({
        method: 'POST',
        path: driveItemPath(input.file, '/workbook/worksheets/add'),
        body: { json: { name: input.title } },
      }),
      answer: flatSheet,
      examples: [
        {
          input: { file: '/Reports/orders.xlsx', title: 'January' },
          sends: { method: 'POST', path: `${book}/worksheets/add`, body: { name: 'January' } },
          reply: { status: 201, body: { id: '{75A18F35}', name: 'January', position: 1, visibility: 'Visible' } },
          gives: { id: '{75A18F35}', title: 'January', isHidden: false },
        },
      ],
    }),
  },
  triggers: {
    'new-row': defineTrigger({
      title: 'New row',
      summary: 'Begins a run for each row that is added at the end of a sheet.',
      group: 'Rows',
      scopes: readScopes,
      input: z.object({ file, sheet, hasHeader }),
      poll: {
        request: (input) => ({
          method: 'GET',
          path: `${sheetPath(input)}/usedRange(valuesOnly=true)`,
          query: { $select: 'address,values' },
        }),
        read: (body, { input, cursor }) => {
          const { values: rows } = rangeReply.parse(body)
          // At the first look only the place to go on from counts.
          const known = typeof cursor === 'number' ? cursor : rows.length
          const [header = []] = rows
          const fresh = rows
            .map((row, index) => ({ row, number: index + 1 }))
            .slice(input.hasHeader ? Math.max(known, 1) : known)
          return {
            events: fresh
              .filter(({ row }) => row.some((value) => value !== ''))
              .map(({ row, number }) => ({
                // With what stands there: after rows were deleted, another row has the same number.
                id: `${number}:${contentHash(row)}`,
                payload: { number, row: input.hasHeader ? (rowsAsObjects([header, row])[0] ?? null) : row },
              })),
            cursor: rows.length,
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: { file: '/Reports/orders.xlsx' },
            cursor: 2,
            sends: {
              method: 'GET',
              path: `${book}/worksheets/Sheet1/usedRange(valuesOnly=true)`,
              query: { $select: 'address,values' },
            },
            reply: { body: exampleRange },
            events: [{ id: '3:1arrg3c', payload: { number: 3, row: { Name: 'Grace', Points: 9 } } }],
            next: 3,
          },
        ],
      },
      sample: { number: 3, row: { Name: 'Grace', Points: 9 } },
    }),
  },
})

function sheetPath(input: { file: string; sheet: string }): string {
  return driveItemPath(input.file, path`/workbook/worksheets/${input.sheet}`)
}

function tablePath(input: { file: string; table: string }): string {
  return driveItemPath(input.file, path`/workbook/tables/${input.table}`)
}

/** A part of a sheet by its address, or all that is filled in. */
function rangeStep(range: string | undefined): string {
  return range ? `range(address='${encodeURIComponent(odataText(range))}')` : 'usedRange(valuesOnly=true)'
}

function flatTable(found: Json): Json {
  return { id: textAt(found, 'id'), title: textAt(found, 'name') }
}

function flatSheet(found: Json): Json {
  return { id: textAt(found, 'id'), title: textAt(found, 'name'), isHidden: textAt(found, 'visibility') !== 'Visible' }
}
