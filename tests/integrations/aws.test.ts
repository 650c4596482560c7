import { describe, expect, test } from 'vitest'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { exampleNowMs } from './example-call.ts'
import { errorOf, openClient, startService } from './service-kit.ts'

const secrets = {
  accessKeyId: 'AKIDEXAMPLE00000',
  secretAccessKey: 'canary-wJalrXUtnFEMI/K7MDENG',
  sessionToken: 'session-1',
}
const region = 'eu-central-1'

async function openService(id: string, answer: { status?: number; headers?: Record<string, string>; body: Json }) {
  const integration = integrations.get(id)
  if (!integration) throw new Error(`there is no ${id}`)
  const service = await startService(() => answer)
  const { client, context } = openClient({
    integration,
    clock: createHandClock(exampleNowMs),
    standIns: { [integration.baseUrl.replace('{region}', region)]: service.origin },
    connection: { fields: { region }, secrets },
  })
  const call = (action: string, input: JsonObject) =>
    client.call({ integrationId: id, action, connectionId: '', input, limit: 10 }, context)
  return { service, call }
}

describe('services of Amazon Web Services', () => {
  test.each([
    ['aws-ses', 'ses', 'list-identities', { EmailIdentities: [] }],
    ['aws-lambda', 'lambda', 'list-functions', { Functions: [] }],
    ['aws-dynamodb', 'dynamodb', 'list-tables', { TableNames: [] }],
    ['aws-sqs', 'sqs', 'list-queues', { QueueUrls: [] }],
  ])('%s: requests go to the region and are signed for it; the secret is in none', async (id, name, action, body) => {
    const { service, call } = await openService(id, { body })
    await call(action, {})
    const [got] = service.got
    const credential = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE00000/20260102/${region}/${name}/aws4_request`
    expect(got?.headers.authorization?.startsWith(credential)).toBe(true)
    expect(got?.headers['x-amz-security-token']).toBe('session-1')
    expect(JSON.stringify([got?.headers, got?.url.href, got?.body.toString()])).not.toContain(secrets.secretAccessKey)
  })

  test('a key that is refused asks for a new sign-in; one that may not do this does not', async () => {
    const type = 'com.amazon.coral.service#UnrecognizedClientException'
    const message = 'The security token included in the request is invalid.'
    const refused = await openService('aws-dynamodb', { status: 400, body: { __type: type, message } })
    const error = await errorOf(refused.call('list-tables', {}))
    expect(error).toMatchObject({ kind: 'user', code: 'connection.refused' })
    expect(error.message).toContain('The security token included in the request is invalid')
    const denied = await openService('aws-lambda', {
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' },
      body: { Message: 'User is not authorized to perform: lambda:ListFunctions' },
    })
    const forbidden = await errorOf(denied.call('list-functions', {}))
    expect(forbidden).toMatchObject({ kind: 'external', code: 'service.forbidden' })
    expect(forbidden.message).toContain('AccessDeniedException')
  })

  test('a function that fails is an error, though its reply says 200', async () => {
    const { call } = await openService('aws-lambda', {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorMessage: 'name is not defined', errorType: 'ReferenceError' },
    })
    const error = await errorOf(call('invoke-function', { functionName: 'greet', payload: {} }))
    expect(error.message).toContain('name is not defined (ReferenceError)')
  })

  test('DynamoDB’s typed values become plain ones, and no digit is lost', async () => {
    const item: JsonObject = {
      ...{ id: { S: 'a' }, big: { N: '12345678901234567890' }, small: { N: '0.50' }, huge: { N: '1e100' } },
      ...{
        set: { NS: ['1', '2'] },
        names: { SS: ['x'] },
        deep: { M: { list: { L: [{ BOOL: false }, { NULL: true }] } } },
      },
    }
    const { call } = await openService('aws-dynamodb', { body: { Item: item } })
    expect(await call('get-item', { table: 'Things', key: { id: 'a' } })).toEqual({
      ...{ id: 'a', big: '12345678901234567890', small: 0.5, huge: 1e100 },
      ...{ set: [1, 2], names: ['x'], deep: { list: [false, null] } },
    })
  })

  test('the next page of a DynamoDB table begins after the last key, as it came', async () => {
    const integration = integrations.get('aws-dynamodb')
    if (!integration) throw new Error('there is no aws-dynamodb')
    const last = { id: { S: 'a' } }
    const rest: JsonObject = { Items: [{ id: { S: 'b' } }] }
    const service = await startService((_got, number) => ({
      body: number === 1 ? { Items: [last], LastEvaluatedKey: last } : rest,
    }))
    const { client, context } = openClient({
      integration,
      clock: createHandClock(exampleNowMs),
      standIns: { [`https://dynamodb.${region}.amazonaws.com`]: service.origin },
      connection: { fields: { region }, secrets },
    })
    const call = {
      integrationId: 'aws-dynamodb',
      action: 'scan',
      connectionId: '',
      input: { table: 'Things' },
      limit: 10,
    }
    expect(await client.call(call, context)).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(JSON.parse(String(service.got[1]?.body))).toMatchObject({ TableName: 'Things', ExclusiveStartKey: last })
  })
})
