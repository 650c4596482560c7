import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  entriesOf,
  googleComplaint,
  googleScope,
  googleServiceAccount,
  googleSignIn,
  googleTest,
  textAt,
} from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import { contentHash, rowsAsObjects, rowsParam } from './define-table.ts'

const scopes = [googleScope('spreadsheets')]

const spreadsheet = textParam({ required: true }).meta(
  hint({
    title: 'Spreadsheet',
    description: 'Its address in the browser, or the id out of it.',
    placeholder: 'https://docs.google.com/spreadsheets/d/…',
  }),
)
const range = textParam()
  .default('Sheet1')
  .meta(hint({ title: 'Range', description: 'A sheet, or a part of one.', placeholder: 'Sheet1!A1:D20' }))
const asTyped = z
  .enum(['USER_ENTERED', 'RAW'])
  .default('USER_ENTERED')
  .meta(
    hint({
      title: 'Values are taken',
      choices: { USER_ENTERED: 'As if typed in: dates, numbers and formulas', RAW: 'As they are' },
      advanced: true,
    }),
  )
const hasHeader = z
  .boolean()
  .default(true)
  .meta(hint({ title: 'The first row holds names', description: 'Then each row comes as an object by these names.' }))

const updates = z.looseObject({ updatedRange: z.string(), updatedRows: z.number(), updatedCells: z.number() })
const sheetId = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
const values = z.looseObject({ range: z.string(), values: z.array(z.array(z.json())).default([]) })

export default defineIntegration({
  id: 'google-sheets',
  title: 'Google Sheets',
  category: 'tables',
  brand: 'googlesheets',
  summary: 'Read, add and change rows of spreadsheets.',
  keywords: ['spreadsheet', 'table', 'excel', 'rows'],
  docsUrl: 'https://developers.google.com/workspace/sheets/api/reference/rest',
  baseUrl: 'https://sheets.googleapis.com',
  hosts: ['www.googleapis.com'],
  signIn: [
    googleSignIn({
      apis: ['Google Sheets API'],
      scopes: { spreadsheets: { title: 'Read and change your spreadsheets', isDefault: true } },
    }),
    googleServiceAccount({ apis: ['Google Sheets API'], what: 'spreadsheets', scopes: ['spreadsheets'] }),
  ],
  limits: {
    windows: [{ requests: 60, seconds: 60 }],
    note: '60 reads and 60 writes a minute for one person (https://developers.google.com/workspace/sheets/api/limits).',
  },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'read-rows': defineAction({
      title: 'Read rows',
      summary: 'Gives the rows of a sheet or of a part of it.',
      group: 'Rows',
      kind: 'read',
      scopes,
      input: z.object({
        spreadsheet,
        range,
        hasHeader,
        render: z
          .enum(['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'])
          .default('UNFORMATTED_VALUE')
          .meta(
            hint({
              title: 'Values come',
              choices: {
                FORMATTED_VALUE: 'As they are shown',
                UNFORMATTED_VALUE: 'As numbers',
                FORMULA: 'As formulas',
              },
              advanced: true,
            }),
          ),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}/values/${input.range}`,
        query: { valueRenderOption: input.render, dateTimeRenderOption: 'FORMATTED_STRING' },
      }),
      reply: values,
      answer: (body, { input }) => (input.hasHeader ? rowsAsObjects(body.values) : body.values),
      examples: [
        {
          input: {
            spreadsheet: `https://docs.google.com/spreadsheets/d/${sheetId}/edit#gid=0`,
            range: 'Class Data!A1:B3',
          },
          sends: {
            method: 'GET',
            path: `/v4/spreadsheets/${sheetId}/values/Class%20Data!A1%3AB3`,
            query: { valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'FORMATTED_STRING' },
          },
          reply: {
            body: {
              range: "'Class Data'!A1:B3",
              majorDimension: 'ROWS',
              values: [['Name', 'Points'], ['Ada', 12], ['Grace']],
            },
          },
          gives: [
            { Name: 'Ada', Points: 12 },
            { Name: 'Grace', Points: '' },
          ],
        },
        {
          title: 'As lists',
          input: { spreadsheet: sheetId, hasHeader: false },
          sends: {
            method: 'GET',
            path: `/v4/spreadsheets/${sheetId}/values/Sheet1`,
            query: { valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'FORMATTED_STRING' },
          },
          reply: { body: { range: 'Sheet1!A1:Z1000', majorDimension: 'ROWS' } },
          gives: [],
        },
      ],
    }),
    'append-rows': defineAction({
      title: 'Add rows',
      summary: 'Adds rows below a table.',
      group: 'Rows',
      kind: 'write',
      scopes,
      input: z.object({ spreadsheet, range, rows: rowsParam(), asTyped }),
      request: (input) => ({
        method: 'POST',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}/values/${input.range}:append`,
        query: { valueInputOption: input.asTyped, insertDataOption: 'INSERT_ROWS' },
        body: { json: { majorDimension: 'ROWS', values: input.rows } },
      }),
      reply: z.looseObject({ updates }),
      answer: ({ updates: { updatedRange, updatedRows } }) => ({ range: updatedRange, rows: updatedRows }),
      examples: [
        {
          input: { spreadsheet: sheetId, rows: [['Ada', 12]] },
          sends: {
            method: 'POST',
            path: `/v4/spreadsheets/${sheetId}/values/Sheet1:append`,
            query: { valueInputOption: 'USER_ENTERED', insertDataOption: 'INSERT_ROWS' },
            body: { majorDimension: 'ROWS', values: [['Ada', 12]] },
          },
          reply: {
            body: {
              spreadsheetId: sheetId,
              tableRange: 'Sheet1!A1:B4',
              updates: {
                spreadsheetId: sheetId,
                updatedRange: 'Sheet1!A5:B5',
                updatedRows: 1,
                updatedColumns: 2,
                updatedCells: 2,
              },
            },
          },
          gives: { range: 'Sheet1!A5:B5', rows: 1 },
        },
      ],
    }),
    'update-range': defineAction({
      title: 'Change cells',
      summary: 'Writes rows over a part of a sheet.',
      group: 'Rows',
      kind: 'write',
      scopes,
      input: z.object({
        spreadsheet,
        range: range.meta(hint({ title: 'Range', placeholder: 'Sheet1!A2' })),
        rows: rowsParam(),
        asTyped,
      }),
      request: (input) => ({
        method: 'PUT',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}/values/${input.range}`,
        query: { valueInputOption: input.asTyped },
        body: { json: { majorDimension: 'ROWS', values: input.rows } },
      }),
      reply: updates,
      answer: ({ updatedRange, updatedRows, updatedCells }) => ({
        range: updatedRange,
        rows: updatedRows,
        cells: updatedCells,
      }),
      examples: [
        {
          input: { spreadsheet: sheetId, range: 'Sheet1!A2:B2', rows: [['Ada', 13]] },
          sends: {
            method: 'PUT',
            path: `/v4/spreadsheets/${sheetId}/values/Sheet1!A2%3AB2`,
            query: { valueInputOption: 'USER_ENTERED' },
            body: { majorDimension: 'ROWS', values: [['Ada', 13]] },
          },
          reply: {
            body: {
              spreadsheetId: sheetId,
              updatedRange: 'Sheet1!A2:B2',
              updatedRows: 1,
              updatedColumns: 2,
              updatedCells: 2,
            },
          },
          gives: { range: 'Sheet1!A2:B2', rows: 1, cells: 2 },
        },
      ],
    }),
    'clear-range': defineAction({
      title: 'Empty cells',
      summary: 'Takes the values out of a part of a sheet; the formatting stays.',
      group: 'Rows',
      kind: 'delete',
      scopes,
      input: z.object({
        spreadsheet,
        range: textParam({ required: true }).meta(hint({ title: 'Range', placeholder: 'Sheet1!A2:D20' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}/values/${input.range}:clear`,
        body: { json: {} },
      }),
      reply: z.looseObject({ clearedRange: z.string() }),
      answer: ({ clearedRange }) => ({ range: clearedRange }),
      examples: [
        {
          input: { spreadsheet: sheetId, range: 'Sheet1!A2:D20' },
          sends: { method: 'POST', path: `/v4/spreadsheets/${sheetId}/values/Sheet1!A2%3AD20:clear`, body: {} },
          reply: { body: { spreadsheetId: sheetId, clearedRange: 'Sheet1!A2:D20' } },
          gives: { range: 'Sheet1!A2:D20' },
        },
      ],
    }),
    'delete-rows': defineAction({
      title: 'Delete rows',
      summary: 'Takes whole rows out of a sheet; those below move up.',
      group: 'Rows',
      kind: 'delete',
      scopes,
      input: z.object({
        spreadsheet,
        sheetId: z
          .number()
          .int()
          .min(0)
          .default(0)
          .meta(
            hint({
              title: 'Id of the sheet',
              description: 'The `gid` in its address; “Get a spreadsheet” gives it too.',
            }),
          ),
        firstRow: z
          .number()
          .int()
          .min(1)
          .meta(hint({ title: 'First row', description: 'As numbered in the sheet.' })),
        count: z
          .number()
          .int()
          .min(1)
          .default(1)
          .meta(hint({ title: 'How many' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}:batchUpdate`,
        body: {
          json: {
            requests: [
              {
                deleteDimension: {
                  range: {
                    sheetId: input.sheetId,
                    dimension: 'ROWS',
                    startIndex: input.firstRow - 1,
                    endIndex: input.firstRow - 1 + input.count,
                  },
                },
              },
            ],
          },
        },
      }),
      answer: (_body, { input }) => ({ deleted: input.count }),
      examples: [
        {
          input: { spreadsheet: sheetId, firstRow: 3 },
          sends: {
            method: 'POST',
            path: `/v4/spreadsheets/${sheetId}:batchUpdate`,
            body: {
              requests: [{ deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 2, endIndex: 3 } } }],
            },
          },
          reply: { body: { spreadsheetId: sheetId, replies: [{}] } },
          gives: { deleted: 1 },
        },
      ],
    }),
    'get-spreadsheet': defineAction({
      title: 'Get a spreadsheet',
      summary: 'Gives the title of a spreadsheet and its sheets.',
      group: 'Spreadsheets',
      kind: 'read',
      scopes,
      input: z.object({ spreadsheet }),
      request: (input) => ({
        method: 'GET',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}`,
        query: { fields: 'spreadsheetId,spreadsheetUrl,properties.title,sheets.properties' },
      }),
      answer: flatSpreadsheet,
      examples: [
        {
          input: { spreadsheet: sheetId },
          sends: {
            method: 'GET',
            path: `/v4/spreadsheets/${sheetId}`,
            query: { fields: 'spreadsheetId,spreadsheetUrl,properties.title,sheets.properties' },
          },
          reply: { body: exampleSpreadsheet('Class Data') },
          gives: {
            id: sheetId,
            url: `https://docs.google.com/spreadsheets/d/${sheetId}/edit`,
            title: 'Class Data',
            sheets: [{ id: 0, title: 'Sheet1', rows: 1000, columns: 26 }],
          },
        },
      ],
    }),
    'create-spreadsheet': defineAction({
      title: 'Create a spreadsheet',
      summary: 'Makes a new, empty spreadsheet.',
      group: 'Spreadsheets',
      kind: 'write',
      scopes,
      input: z.object({ title: textParam({ required: true }).meta(hint({ title: 'Title' })) }),
      request: ({ title }) => ({
        method: 'POST',
        path: '/v4/spreadsheets',
        body: { json: { properties: { title } } },
      }),
      answer: flatSpreadsheet,
      examples: [
        {
          input: { title: 'Orders' },
          sends: { method: 'POST', path: '/v4/spreadsheets', body: { properties: { title: 'Orders' } } },
          reply: { body: exampleSpreadsheet('Orders') },
          gives: {
            id: sheetId,
            url: `https://docs.google.com/spreadsheets/d/${sheetId}/edit`,
            title: 'Orders',
            sheets: [{ id: 0, title: 'Sheet1', rows: 1000, columns: 26 }],
          },
        },
      ],
    }),
    'add-sheet': defineAction({
      title: 'Add a sheet',
      summary: 'Adds a sheet to a spreadsheet.',
      group: 'Spreadsheets',
      kind: 'write',
      scopes,
      input: z.object({ spreadsheet, title: textParam({ required: true }).meta(hint({ title: 'Title' })) }),
      request: (input) => ({
        method: 'POST',
        path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}:batchUpdate`,
        body: { json: { requests: [{ addSheet: { properties: { title: input.title } } }] } },
      }),
      reply: z.looseObject({
        replies: z.array(
          z.looseObject({
            addSheet: z.looseObject({ properties: z.looseObject({ sheetId: z.number(), title: z.string() }) }),
          }),
        ),
      }),
      answer: ({ replies: [first] }) => ({
        id: first?.addSheet.properties.sheetId ?? null,
        title: first?.addSheet.properties.title ?? null,
      }),
      examples: [
        {
          input: { spreadsheet: sheetId, title: 'January' },
          sends: {
            method: 'POST',
            path: `/v4/spreadsheets/${sheetId}:batchUpdate`,
            body: { requests: [{ addSheet: { properties: { title: 'January' } } }] },
          },
          reply: {
            body: {
              spreadsheetId: sheetId,
              replies: [
                {
                  addSheet: {
                    properties: {
                      sheetId: 1836172345,
                      title: 'January',
                      index: 1,
                      sheetType: 'GRID',
                      gridProperties: { rowCount: 1000, columnCount: 26 },
                    },
                  },
                },
              ],
            },
          },
          gives: { id: 1836172345, title: 'January' },
        },
      ],
    }),
  },
  triggers: {
    'new-row': defineTrigger({
      title: 'New row',
      summary: 'Begins a run for each row that is added at the end of a sheet.',
      group: 'Rows',
      scopes,
      input: z.object({
        spreadsheet,
        sheet: textParam({ required: true })
          .default('Sheet1')
          .meta(hint({ title: 'Sheet', placeholder: 'Sheet1' })),
        hasHeader,
      }),
      poll: {
        // The whole sheet: a range that begins below its last row is refused.
        request: (input) => ({
          method: 'GET',
          path: path`/v4/spreadsheets/${idOf(input.spreadsheet)}/values/${input.sheet}`,
          query: { valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'FORMATTED_STRING' },
        }),
        read: (body, { input, cursor }) => {
          const { values: rows } = values.parse(body)
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
        everySeconds: 60,
        examples: [
          {
            input: { spreadsheet: sheetId },
            cursor: 2,
            sends: {
              method: 'GET',
              path: `/v4/spreadsheets/${sheetId}/values/Sheet1`,
              query: { valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'FORMATTED_STRING' },
            },
            reply: {
              body: {
                range: 'Sheet1!A1:Z1000',
                majorDimension: 'ROWS',
                values: [
                  ['Name', 'Points'],
                  ['Ada', 12],
                  ['Grace', 9],
                ],
              },
            },
            events: [{ id: '3:1arrg3c', payload: { number: 3, row: { Name: 'Grace', Points: 9 } } }],
            next: 3,
          },
        ],
      },
      sample: { number: 3, row: { Name: 'Grace', Points: 9 } },
    }),
  },
})

/** The id out of a spreadsheet's address. */
function idOf(spreadsheetOrAddress: string): string {
  return /\/d\/([\w-]+)/.exec(spreadsheetOrAddress)?.[1] ?? spreadsheetOrAddress.trim()
}

function flatSpreadsheet(body: Json): Json {
  if (!isJsonObject(body)) return body
  return {
    id: textAt(body, 'spreadsheetId'),
    url: textAt(body, 'spreadsheetUrl'),
    title: textAt(body.properties, 'title'),
    sheets: entriesOf(body, 'sheets').map(({ properties }) => {
      const grid = isJsonObject(properties) && isJsonObject(properties.gridProperties) ? properties.gridProperties : {}
      return {
        id: isJsonObject(properties) ? (properties.sheetId ?? null) : null,
        title: textAt(properties, 'title'),
        rows: grid.rowCount ?? null,
        columns: grid.columnCount ?? null,
      }
    }),
  }
}

function exampleSpreadsheet(title: string): JsonObject {
  return {
    spreadsheetId: sheetId,
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${sheetId}/edit`,
    properties: { title },
    sheets: [
      {
        properties: {
          sheetId: 0,
          title: 'Sheet1',
          index: 0,
          sheetType: 'GRID',
          gridProperties: { rowCount: 1000, columnCount: 26 },
        },
      },
    ],
  }
}
